//! Rate limits: a leaky bucket that fills with each event and drains with time.

use crate::timestamp::{Duration, Timestamp};

/// How much a bucket holds and how fast it drains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BucketSize {
    /// Events that fit in at once.
    pub holds: u32,
    /// How long one takes to drain.
    pub drains: Duration,
}

/// Failed attempts to log in from one network. It keeps one machine from trying one password on a
/// thousand names. What an office of a thousand people mistypes of a morning fits; a guesser gets
/// 120 attempts an hour. Attempts from a browser that an account knows neither count here nor are
/// stopped, so that an office behind one address keeps working while somebody in it fails.
pub const FAILED_ATTEMPTS: BucketSize = BucketSize {
    holds: 100,
    drains: Duration::seconds(30),
};

/// Mails for a reset that one network asks for: an office on the morning after a holiday.
pub const RESETS_FROM_NETWORK: BucketSize = BucketSize {
    holds: 30,
    drains: Duration::minutes(2),
};

/// Mails for a reset that go to one address: enough for somebody who lost the first two, too few
/// to flood a mailbox.
pub const RESETS_TO_ADDRESS: BucketSize = BucketSize {
    holds: 3,
    drains: Duration::minutes(10),
};

/// Mails to a new address that somebody who is logged in asks for: enough to mistype it twice, too few
/// to send mails to strangers.
pub const EMAIL_CHANGES: BucketSize = BucketSize {
    holds: 5,
    drains: Duration::minutes(20),
};

/// New passwords that are chosen for one account, or with one link: looking at one costs as much as some
/// logins do. Whoever reads what is asked for needs fewer.
pub const PASSWORDS_CHOSEN: BucketSize = BucketSize {
    holds: 20,
    drains: Duration::minutes(1),
};

/// Mails about a login from a new browser, to one account.
pub const NEW_BROWSERS_TOLD: BucketSize = BucketSize {
    holds: 1,
    drains: Duration::hours(1),
};

/// Changes of one's own language: more than anybody needs to look at both.
pub const LANGUAGE_CHANGES: BucketSize = BucketSize {
    holds: 20,
    drains: Duration::minutes(5),
};

/// Reports that one network makes: each is kept, and an administrator reads few of them.
pub const REPORTS_FROM_NETWORK: BucketSize = BucketSize {
    holds: 30,
    drains: Duration::minutes(2),
};

/// The state of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// When it will be empty if nothing more comes.
    pub empty_at: Timestamp,
}

impl BucketSize {
    /// So many times as much, and as fast: for a network of so many lines.
    #[must_use]
    pub const fn times(self, lines: u32) -> Self {
        Self {
            holds: self.holds * lines,
            drains: self.drains.divided(lines),
        }
    }
}

impl Bucket {
    /// Nothing in it.
    pub const EMPTY: Self = Self {
        empty_at: Timestamp(i64::MIN),
    };

    /// The bucket with one event more in it.
    ///
    /// # Errors
    /// If it is full: when there will be room for one.
    pub fn fill(self, size: BucketSize, now: Timestamp) -> Result<Self, Timestamp> {
        // None can be a day fuller than full: if it seems so, a clock that was ahead was set back.
        let full = now.after(size.drains.times(size.holds));
        let possible = self.empty_at <= full.after(Duration::days(1));
        let begin = if possible { self.empty_at } else { now };
        let empty_at = begin.max(now).after(size.drains);
        let room_at = empty_at.before(size.drains.times(size.holds));
        if room_at > now {
            return Err(room_at);
        }
        Ok(Self { empty_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    #[test]
    fn a_hundred_failures_fit_in_and_then_one_in_thirty_seconds() {
        let mut bucket = Bucket::EMPTY;
        for _ in 0..100 {
            bucket = bucket.fill(FAILED_ATTEMPTS, NOW).unwrap();
        }
        let room_at = NOW.after(Duration::seconds(30));
        assert_eq!(bucket.fill(FAILED_ATTEMPTS, NOW), Err(room_at));
        let bucket = bucket.fill(FAILED_ATTEMPTS, room_at).unwrap();
        assert!(bucket.fill(FAILED_ATTEMPTS, room_at).is_err());
        // A clock that was a year ahead, and is set back, makes nobody wait for a year.
        let ahead = NOW.after(Duration::days(365));
        let filled_ahead = Bucket::EMPTY.fill(FAILED_ATTEMPTS, ahead).unwrap();
        assert!(filled_ahead.fill(FAILED_ATTEMPTS, NOW).is_ok());
    }

    proptest! {
        #[test]
        fn no_more_get_through_than_it_holds_and_what_drained(
            waits in proptest::collection::vec(-60i64..120, 0..500),
            holds in 1u32..200,
            drains in 1u32..100,
        ) {
            let size = BucketSize { holds, drains: Duration::seconds(drains) };
            let (mut bucket, mut now, mut passed) = (Bucket::EMPTY, NOW, 0i64);
            let (mut earliest, mut latest) = (now, now);
            for seconds in waits {
                now = Timestamp(now.0 + seconds * 1000);
                (earliest, latest) = (earliest.min(now), latest.max(now));
                match bucket.fill(size, now) {
                    Ok(filled) => {
                        bucket = filled;
                        passed += 1;
                    }
                    Err(room_at) => {
                        prop_assert!(room_at > now);
                        prop_assert!(bucket.fill(size, room_at).is_ok());
                    }
                }
                // A clock that was set back gives nothing away.
                let drained = latest.since(earliest).as_seconds() / i64::from(drains);
                prop_assert!(passed <= i64::from(holds) + drained);
            }
        }
    }
}
