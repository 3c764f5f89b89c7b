//! A moment, as the database stores it.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z.
///
/// An integer rather than a calendar type: it compares, adds and stores alike on SQLite,
/// PostgreSQL and in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This moment plus `duration`; the end of time rather than an overflow.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration.0))
    }

    /// This moment less `duration`; the beginning of time rather than an overflow.
    #[must_use]
    pub fn before(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(duration.0))
    }

    /// How long ago `earlier` was; zero if it lies in the future, as after a clock was set back.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration(self.0.saturating_sub(earlier.0).max(0))
    }
}

/// A length of time in milliseconds, never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Duration(i64);

impl Duration {
    /// `n` seconds.
    #[must_use]
    pub const fn seconds(n: u32) -> Self {
        Self(n as i64 * 1000)
    }

    /// `n` minutes.
    #[must_use]
    pub const fn minutes(n: u32) -> Self {
        Self(n as i64 * 60_000)
    }

    /// `n` hours.
    #[must_use]
    pub const fn hours(n: u32) -> Self {
        Self(n as i64 * 3_600_000)
    }

    /// `n` days of 24 hours.
    #[must_use]
    pub const fn days(n: u32) -> Self {
        Self(n as i64 * 86_400_000)
    }

    /// Whole seconds, rounded down.
    #[must_use]
    pub const fn as_seconds(self) -> i64 {
        self.0 / 1000
    }

    /// Whole seconds, rounded up: who waits that long has waited long enough.
    #[must_use]
    pub const fn as_seconds_up(self) -> i64 {
        self.as_seconds() + (self.0 % 1000 != 0) as i64
    }

    /// `n` times as long; the longest there is rather than an overflow.
    #[must_use]
    pub fn times(self, n: u32) -> Self {
        Self(self.0.saturating_mul(i64::from(n)))
    }

    /// Twice as long, `n` times over; the longest there is rather than an overflow.
    #[must_use]
    pub fn doubled(self, n: u32) -> Self {
        Self(
            self.0
                .saturating_mul(1i64.checked_shl(n.min(62)).unwrap_or(i64::MAX)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_back_counts_as_no_time_at_all() {
        assert_eq!(
            Timestamp(1_000).since(Timestamp(5_000)),
            Duration::seconds(0)
        );
    }

    #[test]
    fn the_end_of_time_does_not_overflow() {
        assert_eq!(
            Timestamp(i64::MAX - 1).after(Duration::days(1)),
            Timestamp(i64::MAX)
        );
    }
}
