//! When failed attempts lock a name: what is counted, what that leads to, and what people are told.
//!
//! Everything here is a function of what was counted and of the time that is passed in. The
//! database keeps the numbers, so that several servers count together; it changes them only by
//! these functions, one attempt after the other.
//!
//! An attempt takes a *slot* before its password is compared, and gives it back with what came out.
//! Failures and slots together never exceed the limit, so that however many passwords arrive at
//! once, no more than the limit are ever compared with the hash, and a right one is never refused
//! for the sake of others that are not decided yet: it waits.

use serde::{Deserialize, Serialize};

use crate::timestamp::{Duration, Timestamp};

/// Failures without a success in between after which the password is switched off, whatever the
/// rules say (NIST SP 800-63B-4, 3.2.2).
pub const MAX_CONSECUTIVE_FAILURES: u32 = 100;

/// Growing locks get no longer than this, unless the first one already is (NIST SP 800-63B-4,
/// 3.2.2: "up to a maximum of one hour").
pub const LONGEST_GROWN: Duration = Duration::hours(1);

/// After so long without a failed attempt, counted from the end of the last lock, failures and locks
/// are set back. What counts toward [`MAX_CONSECUTIVE_FAILURES`] is not.
pub const QUIET: Duration = Duration::hours(24);

/// How long a slot is held by a server that does not say what came of the attempt. It was killed then,
/// and the attempt counts as failed, since it may have been. Longer than any attempt takes.
pub const SLOT_LIFETIME: Duration = Duration::seconds(30);

/// How many attempts are left when people are first told.
pub const WARNED_FROM: u32 = 3;

/// What an administrator may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockoutRules {
    limit: u32,
    duration: LockDuration,
    grows: bool,
}

/// How long the first lock lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockDuration {
    /// So long.
    For(Duration),
    /// Never unlock: until an administrator does, or the password is reset.
    UntilUnlocked,
}

/// Rules outside their bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LockoutRulesError {
    /// See [`LockoutRules::LIMITS`].
    #[error("The number of failed attempts must be from 3 to 100.")]
    Limit,
    /// See [`LockoutRules::DURATIONS`].
    #[error("The duration must be from 1 minute to 24 hours.")]
    Duration,
}

impl LockoutRules {
    /// How many failures may lock: the last of them does.
    pub const LIMITS: std::ops::RangeInclusive<u32> = 3..=100;
    /// How long a first lock may last.
    pub const DURATIONS: std::ops::RangeInclusive<Duration> =
        Duration::minutes(1)..=Duration::hours(24);

    /// Checks the bounds.
    ///
    /// # Errors
    /// [`LockoutRulesError`].
    pub fn new(limit: u32, duration: LockDuration, grows: bool) -> Result<Self, LockoutRulesError> {
        if !Self::LIMITS.contains(&limit) {
            return Err(LockoutRulesError::Limit);
        }
        if let LockDuration::For(length) = duration
            && !Self::DURATIONS.contains(&length)
        {
            return Err(LockoutRulesError::Duration);
        }
        Ok(Self {
            limit,
            duration,
            grows,
        })
    }

    /// How many failures lock.
    #[must_use]
    pub const fn limit(&self) -> u32 {
        self.limit
    }

    /// How long the first lock lasts.
    #[must_use]
    pub const fn duration(&self) -> LockDuration {
        self.duration
    }

    /// Whether each lock in a row is twice as long as the one before.
    #[must_use]
    pub const fn grows(&self) -> bool {
        self.grows
    }

    /// The lock that comes after `before` others in a row.
    fn lock(&self, before: u32, now: Timestamp) -> Lock {
        let LockDuration::For(first) = self.duration else {
            return Lock::UntilUnlocked;
        };
        let length = if self.grows {
            first.doubled(before).min(LONGEST_GROWN.max(first))
        } else {
            first
        };
        Lock::Until(now.after(length))
    }
}

impl Default for LockoutRules {
    /// Ten failures (the UK's NCSC advises five to ten), three minutes, growing.
    fn default() -> Self {
        Self {
            limit: 10,
            duration: LockDuration::For(Duration::minutes(3)),
            grows: true,
        }
    }
}

/// A lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Ends by itself at this moment.
    Until(Timestamp),
    /// Ends when the password is reset or an administrator unlocks.
    UntilUnlocked,
}

impl Lock {
    /// How long it still lasts; `None` once it is over. One that would last longer than any is from a
    /// clock that was ahead and was set back: nobody is to wait for a year for that.
    #[must_use]
    pub fn remaining(self, now: Timestamp) -> Option<Remaining> {
        match self {
            Self::Until(end) if end <= now || end > now.after(*LockoutRules::DURATIONS.end()) => {
                None
            }
            Self::Until(end) => Some(Remaining::Until(end, end.since(now))),
            Self::UntilUnlocked => Some(Remaining::UntilUnlocked),
        }
    }
}

/// How long somebody has to wait: what they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Remaining {
    /// Until a moment by the server's clock, and how long that is from when it was said: the
    /// browser counts that down, as its own clock may differ.
    Until(Timestamp, Duration),
    /// Until the password is reset or an administrator unlocks.
    UntilUnlocked,
}

/// What is counted for one name, or for one known browser of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailureCounter {
    /// Failures toward the next lock.
    pub failures: u32,
    /// Failures since the last success: toward [`MAX_CONSECUTIVE_FAILURES`].
    pub consecutive_failures: u32,
    /// Locks in a row: the next one is as much longer.
    pub locks: u32,
    /// The last lock, also when it is over.
    pub lock: Option<Lock>,
    /// When the last failure was.
    pub last_failure: Timestamp,
}

/// What an attempt is told that asks for a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockoutDecision {
    /// Take a slot and compare the password.
    Compare,
    /// All slots are taken: ask again once one of them is given back.
    Wait,
    /// The name is locked. The password is not looked at.
    Locked(Remaining),
}

impl FailureCounter {
    /// Nothing counted yet.
    pub const EMPTY: Self = Self {
        failures: 0,
        consecutive_failures: 0,
        locks: 0,
        lock: None,
        last_failure: Timestamp(0),
    };

    /// What stands at `now`, once locks that are over and quiet time are taken into account.
    #[must_use]
    pub fn as_of(self, now: Timestamp) -> Self {
        let mut counter = self;
        let mut last = self.last_failure;
        match self.lock {
            Some(lock) if lock.remaining(now).is_some() => return self,
            Some(Lock::Until(end)) => {
                counter.lock = None;
                counter.failures = 0;
                // One that is over and still to come is from a clock that was set back.
                last = last.max(end).min(now);
            }
            Some(Lock::UntilUnlocked) | None => {}
        }
        if now.since(last) >= QUIET {
            counter.failures = 0;
            counter.locks = 0;
        }
        // As of the end of the lock, so that quiet time is counted from there from now on too.
        counter.last_failure = last;
        counter
    }

    /// What an attempt is told at `now`, while `taken` others have a slot.
    #[must_use]
    pub fn decide(self, rules: &LockoutRules, taken: u32, now: Timestamp) -> LockoutDecision {
        let counter = self.as_of(now);
        if let Some(remaining) = counter.lock.and_then(|lock| lock.remaining(now)) {
            LockoutDecision::Locked(remaining)
        } else if counter.failures_left(rules) > taken {
            LockoutDecision::Compare
        } else {
            LockoutDecision::Wait
        }
    }

    /// After one more failed attempt.
    #[must_use]
    pub fn failed(self, rules: &LockoutRules, now: Timestamp) -> Self {
        let mut counter = self.as_of(now);
        counter.consecutive_failures = counter.consecutive_failures.saturating_add(1);
        counter.last_failure = counter.last_failure.max(now);
        if counter.consecutive_failures >= MAX_CONSECUTIVE_FAILURES {
            counter.lock = Some(Lock::UntilUnlocked);
        } else if counter.lock.is_none() {
            counter.failures += 1;
            if counter.failures >= rules.limit {
                counter.lock = Some(rules.lock(counter.locks, now));
                counter.locks = counter.locks.saturating_add(1);
            }
        }
        // One that began before the limit was lowered may fail during a lock, which stays as it is.
        counter
    }

    /// How many more attempts may fail: the last of them locks. At least one, where there is no lock.
    #[must_use]
    pub fn failures_left(self, rules: &LockoutRules) -> u32 {
        let limit = rules.limit.saturating_sub(self.failures);
        let stop = MAX_CONSECUTIVE_FAILURES.saturating_sub(self.consecutive_failures);
        // The limit may have been lowered below what had been counted.
        limit.min(stop).max(1)
    }

    /// Whether it remembers nothing that matters any more at `now`.
    #[must_use]
    pub fn is_forgotten(self, now: Timestamp) -> bool {
        let counter = self.as_of(now);
        counter.lock.is_none()
            && (
                counter.failures,
                counter.locks,
                counter.consecutive_failures,
            ) == (0, 0, 0)
    }
}
