//! Locks after too many failed attempts: what an attempt is counted for, what its failure or success changes, and
//! who unlocks.
//!
//! [`model::lockout`] decides; here its decisions are carried out, each in one transaction that
//! holds the counter from all other servers. `slots` says when a password may be compared at all.

use crate::audit::Action;
use model::bucket::{BucketSize, FAILED_ATTEMPTS};
use model::canonical::canonical;
use model::lockout::{FailureCounter, Lock, MAX_CONSECUTIVE_FAILURES, Remaining, WARNED_FROM};
use model::login_attempt::LoginOutcome;
use model::login_name::LoginName;
use model::timestamp::Timestamp;
use std::sync::Arc;

use super::attempts::{AttemptContext, Attempts, LoginError};
use super::known_browsers::KnownBrowsers;
use super::queue::AttemptQueue;
use crate::audit::AuditParty;
use crate::audit::{Actor, AuditEvent};
use crate::base::Base;
use crate::client::Origin;
use crate::network::networks;
use crate::secret::Token;
use crate::store::counters;
use crate::store::lockout_key::LockoutKey;
use crate::store::users::User;
use crate::store::{self, StoreError};

/// Whom an attempt is about, and what it is counted for.
pub(crate) struct AttemptTarget {
    pub(crate) user: Option<User>,
    pub(super) lockout_key: LockoutKey,
    /// The attempt comes from a browser that the account knows.
    pub(super) known_browser: bool,
    /// The networks that the attempt is counted in, each with the size of its bucket: it is counted when its slot is
    /// acquired, and taken back unless it fails. None for a known browser, which is not counted by where it is.
    pub(super) networks: Vec<(String, BucketSize)>,
}

impl AttemptTarget {
    pub(super) fn user_id(&self) -> Option<i64> {
        self.user.as_ref().map(|user| user.id)
    }

    fn party(&self) -> AuditParty {
        self.user.as_ref().map(AuditParty::user).unwrap_or_default()
    }
}

/// The right to compare one password.
pub(crate) struct AttemptSlot {
    /// The number of the attempt that holds it.
    pub(super) attempt_id: i64,
}

/// The locks of an account that hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountLocks {
    /// Everywhere, save in browsers that they have logged in with before.
    pub unknown_browsers: Option<Remaining>,
    /// In one of those browsers, or several: until the last of them ends.
    pub known_browser: Option<Remaining>,
}

impl AccountLocks {
    /// Whether there is one.
    #[must_use]
    pub const fn any(&self) -> bool {
        self.unknown_browsers.is_some() || self.known_browser.is_some()
    }
}

/// Counts failed attempts, and locks.
#[derive(Clone)]
pub struct Lockout {
    pub(crate) base: Base,
    pub(super) attempts: Attempts,
    known_browsers: KnownBrowsers,
    pub(super) queue: Arc<AttemptQueue>,
}

impl Lockout {
    pub(crate) fn new(base: Base, attempts: Attempts, known_browsers: KnownBrowsers) -> Self {
        Self {
            base,
            attempts,
            known_browsers,
            queue: Arc::new(AttemptQueue::new()),
        }
    }

    /// Finds out whom an attempt is about. It asks the same of the database whether there is such an
    /// account or not.
    pub(crate) async fn resolve_target(
        &self,
        context: AttemptContext<'_>,
    ) -> Result<AttemptTarget, StoreError> {
        let connection = self.base.store.connection();
        let user = store::users::find_typed(connection, context.name).await?;
        // No account has this number.
        let user_id = user.as_ref().map_or(0, |user| user.id);
        let known = match context.device.map(Token::hash) {
            Some(device) => self.known_browsers.knows(user_id, device).await?,
            None => false,
        };
        Ok(AttemptTarget {
            lockout_key: match &user {
                Some(user) if known => LockoutKey::known_browsers(user.id),
                Some(user) if canonical(&user.login_name) == context.name.key() => {
                    LockoutKey::account(user.id)
                }
                Some(_) | None => LockoutKey::name(context.name.key()),
            },
            user,
            known_browser: known,
            networks: match known {
                true => Vec::new(),
                false => networks(context.client.address)
                    .into_iter()
                    .map(|(network, subscribers)| (network, FAILED_ATTEMPTS.times(subscribers)))
                    .collect(),
            },
        })
    }

    /// Ends an attempt that failed, which the log calls `event`, and says what the person is told.
    pub(crate) async fn end_failed(
        &self,
        target: &AttemptTarget,
        slot: AttemptSlot,
        outcome: LoginOutcome,
        event: AuditEvent,
    ) -> Result<LoginError, StoreError> {
        let rules = &self.base.settings.in_force().await?.lockout_rules();
        let transaction = self.base.store.write().await?;
        let now = self.base.clock.now();
        let (lockout_key, user_id) = (target.lockout_key, target.user_id());
        let before = counters::find_for_update(&transaction, lockout_key, user_id).await?;
        let mut counter = before.as_of(now);
        // If the slot had expired, the attempt has been counted already.
        if self
            .attempts
            .end(&transaction, slot.attempt_id, outcome)
            .await?
        {
            counter = before.failed(rules, now);
            counter =
                save_and_cap_account(&transaction, lockout_key, user_id, before, counter).await?;
            self.attempts
                .trim_compared(&transaction, lockout_key)
                .await?;
        }
        let origin = event.origin();
        let failed = event.failed().with(outcome.to_string());
        let is_of_somebody = target.user.is_some();
        let is_logged = is_of_somebody || self.base.audit.admits_stranger(Action::LogIn, origin);
        let failed = is_logged.then_some(failed);
        let lock = newly_locked(before, counter, now) && is_logged;
        let lock = lock.then(|| lock_event(counter, origin, target.party(), now));
        self.base
            .audit
            .record(&transaction, failed.into_iter().chain(lock))
            .await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(match counter.lock.and_then(|lock| lock.remaining(now)) {
            Some(remaining) => LoginError::Locked(remaining),
            None => LoginError::Refused {
                left: Some(counter.failures_left(rules)).filter(|left| *left <= WARNED_FROM),
            },
        })
    }

    /// Ends an attempt whose password was not compared after all.
    pub(crate) async fn withdraw(
        &self,
        target: &AttemptTarget,
        slot: AttemptSlot,
    ) -> Result<(), StoreError> {
        let transaction = self.base.store.write().await?;
        counters::find_for_update(&transaction, target.lockout_key, target.user_id()).await?;
        let outcome = LoginOutcome::Busy;
        if self
            .attempts
            .end(&transaction, slot.attempt_id, outcome)
            .await?
        {
            self.uncount_networks(&transaction, target).await?;
        }
        transaction.commit().await.map_err(StoreError::from)
    }

    /// Ends an attempt whose password was right, and sets back what was counted.
    pub(crate) async fn end_succeeded(
        &self,
        transaction: &impl store::Connection,
        target: &AttemptTarget,
        slot: &AttemptSlot,
        outcome: LoginOutcome,
    ) -> Result<(), StoreError> {
        let lockout_key = target.lockout_key;
        counters::reset(transaction, lockout_key, target.user_id()).await?;
        self.attempts
            .end(transaction, slot.attempt_id, outcome)
            .await?;
        self.attempts
            .trim_compared(transaction, lockout_key)
            .await?;
        if let Some(id) = target.user_id() {
            // A success of the account's, though not one that ends another's lock.
            counters::reset_in_a_row(transaction, id).await?;
        }
        self.uncount_networks(transaction, target).await
    }

    /// Counts as failed what held a slot for too long. The counter as it stands then, kept from all others, and how
    /// many slots are taken.
    pub(super) async fn expire_slots(
        &self,
        transaction: &impl store::Connection,
        lockout_key: LockoutKey,
        user_id: Option<i64>,
        now: Timestamp,
    ) -> Result<(FailureCounter, u32), StoreError> {
        let before = counters::find_for_update(transaction, lockout_key, user_id).await?;
        let slots = store::attempts::slots(transaction, lockout_key, now).await?;
        let mut counter = before;
        if slots.expired > 0 {
            let rules = self.base.settings.in_force_within(transaction).await?;
            let rules = rules.lockout_rules();
            for _ in 0..slots.expired {
                counter = counter.failed(&rules, now);
            }
            store::attempts::expire_slots(transaction, lockout_key, now).await?;
            counter =
                save_and_cap_account(transaction, lockout_key, user_id, before, counter).await?;
            if newly_locked(before, counter, now) {
                let user = match user_id {
                    Some(id) => store::users::find(transaction, id).await?,
                    None => None,
                };
                let party = user.as_ref().map(AuditParty::user).unwrap_or_default();
                let lock = lock_event(counter, Origin::default(), party, now);
                self.base.audit.record(transaction, [lock]).await?;
            }
        }
        Ok((counter, slots.held))
    }

    /// Unlocks an account, which costs its owner nothing; for whoever has the server's own command
    /// line. Whether there is such an account.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn unlock(&self, name: &LoginName) -> Result<bool, StoreError> {
        let transaction = self.base.store.write().await?;
        let Some(id) = store::users::find_id(&transaction, name).await? else {
            return Ok(false);
        };
        self.reset_account(&transaction, id).await?;
        let event = Actor::command_line().did(Action::Unlock);
        let event = event.to(AuditParty::named(Some(id), name.as_str()));
        self.base.audit.record(&transaction, [event]).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Sets back all that is counted for an account and the browsers that it knows, and so unlocks them.
    pub(crate) async fn reset_account(
        &self,
        transaction: &impl store::Connection,
        user_id: i64,
    ) -> Result<(), StoreError> {
        counters::reset_all_of(transaction, user_id).await
    }

    /// The lock of what an attempt was counted for.
    pub(crate) async fn lock_of(
        &self,
        lockout_key: LockoutKey,
    ) -> Result<Option<Remaining>, StoreError> {
        let counter = counters::find(self.base.store.connection(), lockout_key).await?;
        Ok(counter
            .lock
            .and_then(|lock| lock.remaining(self.base.clock.now())))
    }

    /// The locks of each of some users.
    pub(crate) async fn locks_of(&self, users: &[i64]) -> Result<Vec<AccountLocks>, StoreError> {
        let now = self.base.clock.now();
        let held = counters::locks_of(self.base.store.connection(), users, now).await?;
        let of = |id: i64| {
            let mut locks = AccountLocks::default();
            for (_, lockout_key, lock) in held.iter().filter(|(user, ..)| *user == id) {
                let which = match *lockout_key == LockoutKey::known_browsers(id) {
                    true => &mut locks.known_browser,
                    false => &mut locks.unknown_browsers,
                };
                *which = longer(*which, lock.remaining(now));
            }
            locks
        };
        Ok(users.iter().map(|&id| of(id)).collect())
    }

    /// How many accounts are locked, everywhere or in a browser that they know.
    pub(crate) async fn count_locked(&self) -> Result<u64, StoreError> {
        counters::count_locked_users(self.base.store.connection(), self.base.clock.now()).await
    }

    /// Forgets counters that say nothing any more, those of names that nobody has from before a moment, and of these
    /// all but the newest `strangers`; how many.
    pub(crate) async fn clean_up(
        &self,
        strangers_before: Timestamp,
        strangers: u64,
    ) -> Result<u64, StoreError> {
        let connection = self.base.store.connection();
        let old = counters::delete_old(connection, strangers_before).await?;
        Ok(old + counters::keep_strangers(connection, strangers).await?)
    }

    async fn uncount_networks(
        &self,
        transaction: &impl store::Connection,
        target: &AttemptTarget,
    ) -> Result<(), StoreError> {
        for (network, size) in &target.networks {
            store::buckets::take_back(transaction, network, *size).await?;
        }
        Ok(())
    }
}

/// Whether there is a lock that was not there before.
fn newly_locked(before: FailureCounter, counter: FailureCounter, now: Timestamp) -> bool {
    counter.lock.is_some() && counter.lock != before.as_of(now).lock
}

/// Saves a counter. The login name and the address of an account are counted apart, but together they get no more
/// consecutive failures than [`MAX_CONSECUTIVE_FAILURES`]: then the account is locked until it is unlocked. A guesser
/// could tell from that that the two belong together, after a hundred failures, which take hours.
async fn save_and_cap_account(
    transaction: &impl store::Connection,
    lockout_key: LockoutKey,
    user_id: Option<i64>,
    before: FailureCounter,
    mut counter: FailureCounter,
) -> Result<FailureCounter, StoreError> {
    let account = user_id.filter(|id| lockout_key != LockoutKey::known_browsers(*id));
    if let Some(id) = account {
        let others = counters::in_a_row_by_other_names(transaction, id, lockout_key).await?;
        if others > 0
            && counter.consecutive_failures.saturating_add(others) >= MAX_CONSECUTIVE_FAILURES
        {
            counter.lock = Some(Lock::UntilUnlocked);
            counters::stop_all_names(transaction, id).await?;
        }
    }
    counters::save(transaction, lockout_key, before, counter).await?;
    Ok(counter)
}

/// What the log says of a lock.
fn lock_event(
    counter: FailureCounter,
    origin: Origin,
    party: AuditParty,
    now: Timestamp,
) -> AuditEvent {
    let until = match counter.lock.and_then(|lock| lock.remaining(now)) {
        Some(Remaining::Until(end, _)) => format!("until {}", end.rfc3339()),
        Some(Remaining::UntilUnlocked) | None => "until it is unlocked".to_owned(),
    };
    let event = Actor::nobody(origin).did(Action::Lock);
    event.to(party).with(until)
}

fn longer(one: Option<Remaining>, other: Option<Remaining>) -> Option<Remaining> {
    match (one, other) {
        (Some(Remaining::UntilUnlocked), _) | (_, Some(Remaining::UntilUnlocked)) => {
            Some(Remaining::UntilUnlocked)
        }
        (Some(Remaining::Until(a, _)), Some(Remaining::Until(b, _))) if a >= b => one,
        (Some(_), None) => one,
        _ => other,
    }
}
