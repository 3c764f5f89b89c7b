//! Moments and waits, as each language writes them.

use model::timestamp::Duration;
#[cfg(not(target_arch = "wasm32"))]
use model::timestamp::Timestamp;

use crate::Texts;

impl Texts {
    /// A moment in UTC: `25 November 2026, 08:55 UTC`.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub fn moment(self, moment: Timestamp) -> String {
        let at = moment.utc();
        let month = usize::from(u8::from(at.month()));
        let month = self.time_months().split(' ').nth(month - 1);
        let [hour, minute] = [at.hour(), at.minute()].map(|number| format!("{number:02}"));
        self.time_moment(at.day(), hour, minute, month.unwrap_or_default(), at.year())
    }

    /// A wait, rounded up, so that nobody comes too early.
    #[must_use]
    pub fn wait(self, wait: Duration) -> String {
        self.time(wait.as_seconds_up(), |unit| unit - 1)
    }

    /// A time that has passed, to the nearest unit.
    #[must_use]
    pub fn about(self, time: Duration) -> String {
        self.time(time.as_seconds().max(1), |unit| unit / 2)
    }

    /// `added` is what is added before a unit is divided by.
    fn time(self, seconds: i64, added: fn(i64) -> i64) -> String {
        let seconds = seconds.max(0);
        let whole = |unit| ((seconds + added(unit)) / unit).unsigned_abs();
        match seconds {
            ..=90 => self.time_seconds(seconds.unsigned_abs()),
            91..=5400 => self.time_minutes(whole(60)),
            _ => self.time_hours(whole(3600)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::locale::Locale;

    const ENGLISH: fn() -> Texts = || Texts::new(Locale::En);

    #[test]
    fn a_wait_is_rounded_up_to_a_unit_that_people_count_in() {
        for (wait, expected) in [
            (Duration::seconds(1), "1 second"),
            (Duration::seconds(90), "90 seconds"),
            (Duration::seconds(91), "2 minutes"),
            (Duration::minutes(3), "3 minutes"),
            (Duration::minutes(60), "60 minutes"),
            (Duration::hours(2), "2 hours"),
            (Duration::hours(24), "24 hours"),
        ] {
            assert_eq!(ENGLISH().wait(wait), expected);
        }
        assert_eq!(Texts::new(Locale::Ja).wait(Duration::minutes(1)), "60秒");
    }

    #[test]
    fn a_time_that_has_passed_is_rounded_to_the_nearest() {
        for (time, expected) in [
            (Duration::seconds(0), "1 second"),
            (Duration::seconds(90), "90 seconds"),
            (Duration::seconds(140), "2 minutes"),
            (Duration::seconds(3 * 3600 + 20), "3 hours"),
        ] {
            assert_eq!(ENGLISH().about(time), expected);
        }
    }

    #[test]
    fn a_moment_is_told_to_people() {
        let moments = |texts: Texts| [1_700_000_000_000, -1].map(|at| texts.moment(Timestamp(at)));
        assert_eq!(
            moments(ENGLISH()),
            ["14 November 2023, 22:13 UTC", "31 December 1969, 23:59 UTC"]
        );
        assert_eq!(
            moments(Texts::new(Locale::Ja))[0],
            "2023年11月14日 22:13（UTC）"
        );
    }
}
