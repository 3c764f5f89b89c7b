//! Slots for attempts to log in: how many passwords of a name are compared at once, and who waits.
//!
//! A slot is a row of `login_tries`, written *before* the password is compared, so that a server which is
//! killed leaves neither a free attempt nor a slot that is held forever: after [`SLOT_LIFETIME`] the next one to
//! ask counts it as failed. Failures and slots together never exceed the limit.

use model::bucket::{Bucket, BucketSize};
use model::lockout::{LockoutDecision, Remaining, SLOT_LIFETIME};
use model::login_attempt::LoginOutcome;
use model::timestamp::Timestamp;
use std::time::Duration;

use super::attempts::{AttemptContext, LoginError};
use super::lockout::{AttemptSlot, AttemptTarget, Lockout};
use crate::store::attempts::NewAttempt;
use crate::store::{self, StoreError};

/// How long an attempt waits for a slot before the answer is [`LoginError::Busy`]. Slots are released
/// as fast as passwords are compared, unless a server was killed.
const SLOT_WAIT: Duration = Duration::from_secs(10);
/// How often an attempt that waits asks again. Another server may have released a slot.
const SLOT_POLL_INTERVAL: Duration = Duration::from_millis(20);
/// Slots that are expired in one go.
const EXPIRED_AT_ONCE: u64 = 100;

impl Lockout {
    /// Acquires a slot, waiting for one if need be. During a lock it only reads.
    pub(crate) async fn acquire_slot(
        &self,
        target: &AttemptTarget,
        context: AttemptContext<'_>,
    ) -> Result<AttemptSlot, LoginError> {
        let acquired = async {
            let _turn = self.queue.wait_turn(target.lockout_key).await;
            loop {
                if let Some(slot) = self.try_acquire_slot(target, context).await? {
                    return Ok(slot);
                }
                tokio::time::sleep(SLOT_POLL_INTERVAL).await;
            }
        };
        match tokio::time::timeout(SLOT_WAIT, acquired).await {
            Ok(acquired) => acquired,
            Err(_) => {
                self.reject(target, context, LoginOutcome::Busy);
                Err(LoginError::Busy)
            }
        }
    }

    /// Asks once: `None` means that all slots are taken just now.
    async fn try_acquire_slot(
        &self,
        target: &AttemptTarget,
        context: AttemptContext<'_>,
    ) -> Result<Option<AttemptSlot>, LoginError> {
        let now = self.base.clock.now();
        let connection = self.base.store.connection();
        for (network, size) in &target.networks {
            let bucket = store::buckets::find(connection, network).await?;
            self.check_network_limit(target, context, bucket, *size, now)?;
        }
        let counter = store::counters::find(connection, target.lockout_key).await?;
        let slots = store::attempts::slots(connection, target.lockout_key, now).await?;
        let rules = &self.base.settings.in_force().await?.lockout_rules();
        match counter.decide(rules, slots.held + slots.expired, now) {
            LockoutDecision::Locked(remaining) => {
                return Err(self.reject_locked(target, context, remaining));
            }
            LockoutDecision::Wait if slots.expired == 0 => return Ok(None),
            LockoutDecision::Wait | LockoutDecision::Compare => {}
        }
        // It looks as if there were a slot: ask again with the counter held.
        let transaction = self.base.store.write().await?;
        let now = self.base.clock.now();
        let (counter, taken) = self
            .expire_slots(&transaction, target.lockout_key, target.user_id(), now)
            .await?;
        let slot = match counter.decide(rules, taken, now) {
            LockoutDecision::Locked(remaining) => {
                Err(self.reject_locked(target, context, remaining))
            }
            LockoutDecision::Wait => Ok(None),
            LockoutDecision::Compare => {
                for (network, size) in &target.networks {
                    let bucket = store::buckets::find_for_update(&transaction, network).await?;
                    let bucket = self.check_network_limit(target, context, bucket, *size, now)?;
                    store::buckets::save(&transaction, network, bucket).await?;
                }
                let attempt = self.new_attempt(target, context, LoginOutcome::Comparing);
                let until = now.after(SLOT_LIFETIME);
                let attempt = self.attempts.begin(&transaction, attempt, until).await?;
                Ok(Some(AttemptSlot {
                    attempt_id: attempt,
                }))
            }
        };
        transaction.commit().await.map_err(StoreError::from)?;
        slot
    }

    /// Counts as failed what servers that were killed left, also where nobody asks for a slot.
    pub(crate) async fn expire_abandoned_slots(&self) -> Result<(), StoreError> {
        let (connection, now) = (self.base.store.connection(), self.base.clock.now());
        let expired = store::attempts::with_expired_slots(connection, now, EXPIRED_AT_ONCE).await?;
        for (lockout_key, user_id) in expired {
            let transaction = self.base.store.write().await?;
            self.expire_slots(&transaction, lockout_key, user_id, now)
                .await?;
            transaction.commit().await.map_err(StoreError::from)?;
        }
        Ok(())
    }

    fn reject_locked(
        &self,
        target: &AttemptTarget,
        context: AttemptContext<'_>,
        remaining: Remaining,
    ) -> LoginError {
        self.reject(target, context, LoginOutcome::Locked);
        LoginError::Locked(remaining)
    }

    fn check_network_limit(
        &self,
        target: &AttemptTarget,
        context: AttemptContext<'_>,
        bucket: Bucket,
        size: BucketSize,
        now: Timestamp,
    ) -> Result<Bucket, LoginError> {
        bucket.fill(size, now).map_err(|end| {
            self.reject(target, context, LoginOutcome::TooManyAttempts);
            let wait = end.since(now);
            LoginError::TooManyAttempts(Remaining::Until(end, wait))
        })
    }

    fn reject(&self, target: &AttemptTarget, context: AttemptContext<'_>, outcome: LoginOutcome) {
        self.attempts
            .record_rejected(self.new_attempt(target, context, outcome));
    }

    fn new_attempt(
        &self,
        target: &AttemptTarget,
        context: AttemptContext<'_>,
        outcome: LoginOutcome,
    ) -> NewAttempt {
        let (user_id, known_browser) = (target.user_id(), target.known_browser);
        self.attempts
            .row(target.lockout_key, user_id, known_browser, context, outcome)
    }
}
