//! A moment, as the database stores it.

use serde::{Deserialize, Serialize};
use time::{Date, Month, OffsetDateTime};

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

    /// Date and time of day in UTC, as RFC 3339 writes it: `2026-11-25T08:55:00Z`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let at = self.utc();
        let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
        let (hour, minute, second) = at.to_hms();
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// Date and time of day in UTC; the first or the last that a calendar has, for what lies beyond.
    #[must_use]
    pub fn utc(self) -> OffsetDateTime {
        let at = OffsetDateTime::from_unix_timestamp(self.0.div_euclid(1000));
        at.unwrap_or_else(|_| match self.0 < 0 {
            true => Date::MIN.midnight().assume_utc(),
            false => Date::MAX.midnight().assume_utc(),
        })
    }

    /// Midnight (UTC) at the beginning of a day that is written as in forms: `2026-11-25` (HTML, "valid
    /// date string"). `None` for what is no day.
    #[must_use]
    pub fn from_day(text: &str) -> Option<Self> {
        let mut parts = text.split('-').map(|part| {
            let digits = part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<u16>().ok().filter(|_| digits)
        });
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        let day = Date::from_calendar_date(year.into(), month, u8::try_from(day).ok()?).ok()?;
        let midnight = day.midnight().assume_utc().unix_timestamp();
        parts.next().is_none().then_some(Self(midnight * 1000))
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

    /// Milliseconds.
    #[must_use]
    pub const fn as_milliseconds(self) -> i64 {
        self.0
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

    /// The `n`th part, in whole milliseconds.
    #[must_use]
    pub const fn divided(self, n: u32) -> Self {
        Self(self.0 / n as i64)
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
    fn a_moment_is_written_as_a_date() {
        for (moment, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1_000, "1969-12-31T23:59:59Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_700_000_000_000, "2023-11-14T22:13:20Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(Timestamp(moment).rfc3339(), expected);
        }
    }

    #[test]
    fn a_day_of_a_form_is_read() {
        for day in -200_000..200_000 {
            let midnight = Timestamp(day * 86_400_000);
            let text = midnight.rfc3339();
            if !text.starts_with('-') && day > -719_000 {
                assert_eq!(Timestamp::from_day(&text[..10]), Some(midnight), "{text}");
            }
        }
        for text in [
            "",
            "2026-02-29",
            "2026-13-01",
            "2026-1",
            "2026-11-25-1",
            "+2026-11-25",
            "2026-01-9223372036854775807",
            "x",
        ] {
            assert_eq!(Timestamp::from_day(text), None, "{text}");
        }
    }

    #[test]
    fn waits_are_rounded_up_and_doubling_does_not_overflow() {
        assert_eq!(Timestamp(1_001).since(Timestamp(0)).as_seconds_up(), 2);
        assert_eq!(Duration::seconds(1).as_seconds_up(), 1);
        assert_eq!(Duration::minutes(3).doubled(2), Duration::minutes(12));
        assert_eq!(Duration::minutes(3).doubled(0), Duration::minutes(3));
        let longest = Duration::days(1).doubled(200);
        assert!(longest > Duration::days(1_000_000));
        assert_eq!(longest.times(2), Duration(i64::MAX));
    }

    #[test]
    fn the_end_of_time_does_not_overflow() {
        assert_eq!(
            Timestamp(i64::MAX - 1).after(Duration::days(1)),
            Timestamp(i64::MAX)
        );
    }
}
