//! When a session ends.

use crate::timestamp::{Duration, Timestamp};

/// How long sessions last. The defaults follow NIST SP 800-63B-4 section 2.2.3 (an hour idle, a
/// day in all, here half of one) for browsers that may be shared, and section 2.1.3 (30 days) for
/// those where somebody chose **Keep me logged in**.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionRules {
    /// Ends after this long without a request.
    pub idle: Duration,
    /// Ends this long after the login, whatever happens in between.
    pub absolute: Duration,
    /// Takes the place of both where **Keep me logged in** was chosen.
    pub kept: Duration,
}

impl Default for SessionRules {
    fn default() -> Self {
        Self {
            idle: Duration::hours(1),
            absolute: Duration::hours(12),
            kept: Duration::days(30),
        }
    }
}

impl SessionRules {
    /// When a session ends if no request comes any more.
    #[must_use]
    pub fn end(&self, started: Timestamp, last_seen: Timestamp, kept: bool) -> Timestamp {
        if kept {
            started.after(self.kept)
        } else {
            started.after(self.absolute).min(last_seen.after(self.idle))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const START: Timestamp = Timestamp(1_000_000);

    #[test]
    fn an_idle_hour_ends_it() {
        let rules = SessionRules::default();
        let seen = START.after(Duration::minutes(30));
        assert_eq!(
            rules.end(START, seen, false),
            seen.after(Duration::hours(1))
        );
    }

    #[test]
    fn a_busy_day_ends_it_too() {
        let rules = SessionRules::default();
        let seen = START.after(Duration::minutes(719));
        assert_eq!(
            rules.end(START, seen, false),
            START.after(Duration::hours(12))
        );
    }

    proptest! {
        #[test]
        fn no_session_outlives_its_absolute_end(minutes in 0u32..100_000, kept: bool) {
            let rules = SessionRules::default();
            let limit = if kept { rules.kept } else { rules.absolute };
            let end = rules.end(START, START.after(Duration::minutes(minutes)), kept);
            prop_assert!(end <= START.after(limit));
        }
    }
}
