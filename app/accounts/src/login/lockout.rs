//! Places for attempts to log in: who gets one, who waits, who is locked out.
//!
//! [`model::lockout`] decides; here its decisions are carried out, each in one transaction that
//! holds the counter from all other servers. A place is a row of `login_tries`, written *before*
//! the password is compared, so that a server which is killed leaves neither a free attempt nor a
//! place that is held forever: after [`SLOT_LIFETIME`] the next one to ask counts it as failed.

use model::audit::Action;
use model::bucket::{Bucket, BucketSize, FAILED_ATTEMPTS};
use model::canonical::canonical;
use model::lockout::{Counter, Lock, LockoutDecision, Remaining, SLOT_LIFETIME, STOP, WARNED_FROM};
use model::login_attempt::LoginOutcome;
use model::login_name::LoginName;
use model::timestamp::Timestamp;
use sha2::{Digest, Sha256};
use std::fmt;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::Accounts;
use crate::audit::{Actor, AuditEvent, Origin};
use crate::login::{LoginAttempt, LoginError};
use crate::rate_limit::networks;
use crate::secret::Token;
use crate::store::attempts::{AttemptKind, NewAttempt};
use crate::store::audit_log::AuditParty;
use crate::store::users::User;
use crate::store::{self, StoreError};

/// How long an attempt waits for a place before the answer is [`LoginError::Busy`]. Places are given
/// back as fast as passwords are compared, unless a server was killed.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often an attempt that waits asks again. Another server may have given a place back.
const ASKED_EVERY: Duration = Duration::from_millis(20);
/// Attempts of a name whose password was looked at that are kept for the administrator.
const COMPARED_KEPT: u64 = 100;
/// Those that were turned away; each may stand for many.
pub(crate) const TURNED_AWAY_KEPT: u64 = 20;

/// What failures are counted for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Subject([u8; 32]);

impl Subject {
    /// A name that no account has, or an address, whoever has it.
    pub(crate) fn name(key: &str) -> Self {
        Self::hash("name", &[key.as_bytes()])
    }

    /// An account, from a browser that it does not know, by its login name. Attempts by its address are counted apart, as
    /// those of an address that nobody has are: else a lock would tell that the two belong together, and that there
    /// is such an account.
    pub(crate) fn account(user_id: i64) -> Self {
        Self::hash("account", &[&user_id.to_be_bytes()])
    }

    /// An account, from the browsers that have logged in to it before: all of them together, since whoever
    /// knew the password once may have made many.
    pub(crate) fn known_browsers(user_id: i64) -> Self {
        Self::hash("browsers", &[&user_id.to_be_bytes()])
    }

    fn hash(kind: &str, parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        hash.update(kind);
        hash.update([0]);
        for part in parts {
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    pub(crate) fn to_vec(self) -> Vec<u8> {
        self.0.to_vec()
    }

    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subject(hidden)")
    }
}

/// Whom an attempt is about, and what it is counted for.
pub(crate) struct AttemptTarget {
    pub(crate) user: Option<User>,
    subject: Subject,
    /// The attempt comes from a browser that the account knows.
    known_browser: bool,
    /// Where it comes from, with how many times [`FAILED_ATTEMPTS`] may fail there; nothing for a known browser,
    /// which is not counted by where it is.
    networks: Vec<(String, BucketSize)>,
}

impl AttemptTarget {
    fn user_id(&self) -> Option<i64> {
        self.user.as_ref().map(|user| user.id)
    }
}

/// A place: the right to compare one password.
pub(crate) struct AttemptSlot {
    attempt_id: i64,
}

/// Where attempts of this server wait, so that few of them at a time ask the database and the first
/// to come is the first to ask. Names share a line by their hash; sharing only costs time.
pub(crate) struct AttemptQueue(Vec<Semaphore>);

impl AttemptQueue {
    const NUMBER: usize = 256;
    /// How many of a line ask at a time.
    const ASKING: usize = 8;

    pub(crate) fn new() -> Self {
        Self(
            std::iter::repeat_with(|| Semaphore::new(Self::ASKING))
                .take(Self::NUMBER)
                .collect(),
        )
    }

    async fn turn(&self, subject: Subject) -> SemaphorePermit<'_> {
        self.0[usize::from(subject.0[0])]
            .acquire()
            .await
            .expect("no line is ever closed")
    }
}

/// Whether there is a lock that was not there before.
fn newly_locked(before: Counter, counter: Counter, now: Timestamp) -> bool {
    counter.lock.is_some() && counter.lock != before.at(now).lock
}

/// Writes down what is counted now. By all its names together an account has no more failures in a row than
/// [`STOP`]; a hundred of them tell that its names belong together, and take hours.
async fn counted(
    transaction: &impl store::Connection,
    subject: Subject,
    user_id: Option<i64>,
    before: Counter,
    mut counter: Counter,
) -> Result<Counter, StoreError> {
    let account = user_id.filter(|id| subject != Subject::known_browsers(*id));
    if let Some(id) = account {
        let others = store::counters::in_a_row_by_other_names(transaction, id, subject).await?;
        if others > 0 && counter.in_a_row.saturating_add(others) >= STOP {
            counter.lock = Some(Lock::UntilUnlocked);
            store::counters::stop_all_names(transaction, id).await?;
        }
    }
    store::counters::save(transaction, subject, before, counter).await?;
    Ok(counter)
}

/// What the log says of a lock.
fn lock_event(counter: Counter, origin: Origin, whom: AuditParty, now: Timestamp) -> AuditEvent {
    let until = match counter.lock.and_then(|lock| lock.remaining(now)) {
        Some(Remaining::Until(end, _)) => format!("until {}", end.rfc3339()),
        Some(Remaining::UntilUnlocked) | None => "until it is unlocked".to_owned(),
    };
    Actor::nobody(origin).did(Action::Lock).to(whom).with(until)
}

impl Accounts {
    /// Finds out whom an attempt is about. It asks the same of the database whether there is such an
    /// account or not.
    pub(crate) async fn target(&self, attempt: &LoginAttempt) -> Result<AttemptTarget, StoreError> {
        let connection = self.inner.store.connection();
        let user = store::users::find_typed(connection, &attempt.name).await?;
        // No account has this number.
        let user_id = user.as_ref().map_or(0, |user| user.id);
        let device = attempt.device.as_ref().map(Token::hash);
        let known = match device {
            Some(device) => {
                let now = self.inner.clock.now();
                store::devices::knows(connection, user_id, device, now).await?
            }
            None => false,
        };
        Ok(AttemptTarget {
            subject: match &user {
                Some(user) if known => Subject::known_browsers(user.id),
                Some(user) if canonical(&user.login_name) == attempt.name.key() => {
                    Subject::account(user.id)
                }
                Some(_) | None => Subject::name(attempt.name.key()),
            },
            user,
            known_browser: known,
            networks: match known {
                true => Vec::new(),
                false => networks(attempt.client.address)
                    .into_iter()
                    .map(|(network, queue)| (network, FAILED_ATTEMPTS.times(queue)))
                    .collect(),
            },
        })
    }

    /// Takes a place, waiting for one if need be. During a lock it only reads.
    pub(crate) async fn take_place(
        &self,
        target: &AttemptTarget,
        attempt: &LoginAttempt,
    ) -> Result<AttemptSlot, LoginError> {
        let taken = async {
            let _turn = self.inner.queue.turn(target.subject).await;
            loop {
                if let Some(place) = self.ask_for_place(target, attempt).await? {
                    return Ok(place);
                }
                tokio::time::sleep(ASKED_EVERY).await;
            }
        };
        match tokio::time::timeout(PATIENCE, taken).await {
            Ok(taken) => taken,
            Err(_) => {
                self.note(target, attempt, LoginOutcome::Busy);
                Err(LoginError::Busy)
            }
        }
    }

    /// One question: `None` means that all places are taken just now.
    async fn ask_for_place(
        &self,
        target: &AttemptTarget,
        attempt: &LoginAttempt,
    ) -> Result<Option<AttemptSlot>, LoginError> {
        let now = self.inner.clock.now();
        let connection = self.inner.store.connection();
        for (network, size) in &target.networks {
            let bucket = store::buckets::find(connection, network).await?;
            self.fill(target, attempt, bucket, *size, now)?;
        }
        let counter = store::counters::find(connection, target.subject).await?;
        let places = store::attempts::places(connection, target.subject, now).await?;
        let rules = &self.settings().await?.lockout_rules();
        match counter.ask(rules, places.held + places.lost, now) {
            LockoutDecision::Locked(remaining) => {
                return Err(self.locked(target, attempt, remaining));
            }
            LockoutDecision::Wait if places.lost == 0 => return Ok(None),
            LockoutDecision::Wait | LockoutDecision::Compare => {}
        }
        // It looks as if there were a place: ask again with the counter held.
        let transaction = self.inner.store.write().await?;
        let now = self.inner.clock.now();
        let (counter, taken) = self
            .settle(&transaction, target.subject, target.user_id(), now)
            .await?;
        let place = match counter.ask(rules, taken, now) {
            LockoutDecision::Locked(remaining) => Err(self.locked(target, attempt, remaining)),
            LockoutDecision::Wait => Ok(None),
            LockoutDecision::Compare => {
                for (network, size) in &target.networks {
                    let bucket = store::buckets::hold(&transaction, network).await?;
                    let bucket = self.fill(target, attempt, bucket, *size, now)?;
                    store::buckets::save(&transaction, network, bucket).await?;
                }
                let mut row = self.row(target, attempt, LoginOutcome::Comparing, now);
                row.place_until = Some(now.after(SLOT_LIFETIME));
                let attempt_id = store::attempts::insert(&transaction, row).await?;
                Ok(Some(AttemptSlot { attempt_id }))
            }
        };
        transaction.commit().await.map_err(StoreError::from)?;
        place
    }

    /// Holds the counter and counts as failed what held a place for too long; what stands then, and
    /// how many places are taken.
    pub(crate) async fn settle(
        &self,
        transaction: &impl store::Connection,
        subject: Subject,
        user_id: Option<i64>,
        now: Timestamp,
    ) -> Result<(Counter, u32), StoreError> {
        let before = store::counters::hold(transaction, subject, user_id).await?;
        let places = store::attempts::places(transaction, subject, now).await?;
        let mut counter = before;
        if places.lost > 0 {
            let rules = self.settings_in(transaction).await?.lockout_rules();
            for _ in 0..places.lost {
                counter = counter.failed(&rules, now);
            }
            store::attempts::give_up_lost(transaction, subject, now).await?;
            counter = counted(transaction, subject, user_id, before, counter).await?;
            if newly_locked(before, counter, now) {
                let user = match user_id {
                    Some(id) => store::users::find(transaction, id).await?,
                    None => None,
                };
                let whom = user.as_ref().map(AuditParty::user).unwrap_or_default();
                let lock = lock_event(counter, Origin::default(), whom, now);
                self.record(transaction, [lock]).await?;
            }
        }
        Ok((counter, places.held))
    }

    /// Gives a place back after a failed attempt, which the log calls `event`, and says what the person is
    /// told.
    pub(crate) async fn failed(
        &self,
        target: &AttemptTarget,
        place: AttemptSlot,
        outcome: LoginOutcome,
        event: AuditEvent,
    ) -> Result<LoginError, StoreError> {
        let rules = &self.settings().await?.lockout_rules();
        let transaction = self.inner.store.write().await?;
        let now = self.inner.clock.now();
        let before = store::counters::hold(&transaction, target.subject, target.user_id()).await?;
        let mut counter = before.at(now);
        // If the place was lost, the attempt has been counted already.
        if store::attempts::give_back(&transaction, place.attempt_id, outcome).await? {
            counter = before.failed(rules, now);
            let (subject, user_id) = (target.subject, target.user_id());
            counter = counted(&transaction, subject, user_id, before, counter).await?;
            store::attempts::trim(
                &transaction,
                target.subject,
                AttemptKind::Compared,
                COMPARED_KEPT,
            )
            .await?;
        }
        let whom = target
            .user
            .as_ref()
            .map(AuditParty::user)
            .unwrap_or_default();
        let origin = event.origin();
        let failed = event.failed().with(outcome.to_string());
        // Of names that nobody has there is no end: the first few are written down, the others counted.
        let is_of_somebody = target.user.is_some();
        let failed = (is_of_somebody || self.inner.strangers.is_told(Action::LogIn, origin, now))
            .then_some(failed);
        let lock = newly_locked(before, counter, now) && (is_of_somebody || failed.is_some());
        let lock = lock.then(|| lock_event(counter, origin, whom, now));
        self.record(&transaction, failed.into_iter().chain(lock))
            .await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(match counter.lock.and_then(|lock| lock.remaining(now)) {
            Some(remaining) => LoginError::Locked(remaining),
            None => LoginError::Refused {
                left: Some(counter.failures_left(rules)).filter(|left| *left <= WARNED_FROM),
            },
        })
    }

    /// Gives a place back whose password was not compared after all.
    pub(crate) async fn withdraw(
        &self,
        target: &AttemptTarget,
        place: AttemptSlot,
    ) -> Result<(), StoreError> {
        let transaction = self.inner.store.write().await?;
        store::counters::hold(&transaction, target.subject, target.user_id()).await?;
        if store::attempts::give_back(&transaction, place.attempt_id, LoginOutcome::Busy).await? {
            self.take_out_of_buckets(&transaction, target).await?;
        }
        transaction.commit().await.map_err(StoreError::from)
    }

    /// Gives a place back after a right password, and sets back what was counted.
    pub(crate) async fn succeeded(
        &self,
        transaction: &impl store::Connection,
        target: &AttemptTarget,
        place: &AttemptSlot,
        outcome: LoginOutcome,
    ) -> Result<(), StoreError> {
        let subject = target.subject;
        store::counters::reset(transaction, subject, target.user_id()).await?;
        store::attempts::give_back(transaction, place.attempt_id, outcome).await?;
        store::attempts::trim(transaction, subject, AttemptKind::Compared, COMPARED_KEPT).await?;
        if let Some(id) = target.user_id() {
            // A success of the account's, though not one that ends another's lock.
            store::counters::reset_in_a_row(transaction, id).await?;
        }
        self.take_out_of_buckets(transaction, target).await
    }

    /// Unlocks an account, which costs its owner nothing; for whoever has the server's own command
    /// line. Whether there is such an account.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn unlock(&self, name: &LoginName) -> Result<bool, StoreError> {
        let transaction = self.inner.store.write().await?;
        let Some(id) = store::users::find_id(&transaction, name).await? else {
            return Ok(false);
        };
        store::counters::reset_all_of(&transaction, id).await?;
        let event = Actor::command_line().did(Action::Unlock);
        let event = event.to(AuditParty::named(Some(id), name.as_str()));
        self.record(&transaction, [event]).await?;
        transaction.commit().await?;
        Ok(true)
    }

    fn locked(
        &self,
        target: &AttemptTarget,
        attempt: &LoginAttempt,
        remaining: Remaining,
    ) -> LoginError {
        self.note(target, attempt, LoginOutcome::Locked);
        LoginError::Locked(remaining)
    }

    fn fill(
        &self,
        target: &AttemptTarget,
        attempt: &LoginAttempt,
        bucket: Bucket,
        size: BucketSize,
        now: Timestamp,
    ) -> Result<Bucket, LoginError> {
        bucket.fill(size, now).map_err(|end| {
            self.note(target, attempt, LoginOutcome::TooManyAttempts);
            let wait = end.since(now);
            LoginError::TooManyAttempts(Remaining::Until(end, wait))
        })
    }

    async fn take_out_of_buckets(
        &self,
        transaction: &impl store::Connection,
        target: &AttemptTarget,
    ) -> Result<(), StoreError> {
        for (network, size) in &target.networks {
            store::buckets::take_back(transaction, network, *size).await?;
        }
        Ok(())
    }

    fn note(&self, target: &AttemptTarget, attempt: &LoginAttempt, outcome: LoginOutcome) {
        let row = self.row(target, attempt, outcome, self.inner.clock.now());
        self.inner.recorder.note(row);
    }

    fn row(
        &self,
        target: &AttemptTarget,
        attempt: &LoginAttempt,
        outcome: LoginOutcome,
        at: Timestamp,
    ) -> NewAttempt {
        NewAttempt {
            subject: target.subject,
            user_id: target.user_id(),
            outcome,
            at,
            place_until: None,
            user_agent: attempt.client.kept_user_agent(),
            client_address: attempt.client.address.to_string(),
            known_browser: target.known_browser,
            report_code: attempt.report_code.map(|code| code.to_string()),
            noticed: attempt.noticed.to_string(),
        }
    }
}
