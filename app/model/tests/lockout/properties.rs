//! What holds for any sequence of attempts and times.

use model::lockout::{
    FailureCounter, LockDuration, LockoutDecision, LockoutRules, MAX_CONSECUTIVE_FAILURES, QUIET,
    Remaining,
};
use model::timestamp::{Duration, Timestamp};
use proptest::prelude::*;

/// What happens next.
#[derive(Clone, Copy, Debug)]
enum LockoutStep {
    /// So many seconds pass; negative where a clock is set back.
    Pass(i32),
    /// An attempt with a wrong password.
    WrongPassword,
    /// An attempt with the right one.
    RightPassword,
}

fn steps() -> impl Strategy<Value = Vec<LockoutStep>> {
    let step = prop_oneof![
        3 => (-100i32..20_000).prop_map(LockoutStep::Pass),
        1 => (80_000i32..100_000).prop_map(LockoutStep::Pass),
        20 => Just(LockoutStep::WrongPassword),
        1 => Just(LockoutStep::RightPassword),
    ];
    proptest::collection::vec(step, 0..400)
}

fn rules() -> impl Strategy<Value = LockoutRules> {
    let duration = prop_oneof![
        9 => (1u32..=1440).prop_map(|n| LockDuration::For(Duration::minutes(n))),
        1 => Just(LockDuration::UntilUnlocked),
    ];
    (3u32..=100, duration, any::<bool>())
        .prop_map(|(limit, duration, grows)| LockoutRules::new(limit, duration, grows).unwrap())
}

fn pass(now: Timestamp, seconds: i32) -> Timestamp {
    Timestamp(now.0 + i64::from(seconds) * 1000)
}

proptest! {
    #[test]
    fn no_more_than_the_limit_are_compared_between_two_locks(rules in rules(), steps in steps()) {
        let (mut counter, mut now) = (FailureCounter::EMPTY, Timestamp(1_700_000_000_000));
        let (mut since_lock, mut consecutive_failures, mut last) = (0, 0, now);
        for step in steps {
            match step {
                LockoutStep::Pass(seconds) => now = pass(now, seconds),
                LockoutStep::WrongPassword | LockoutStep::RightPassword => match counter.decide(&rules, 0, now) {
                    LockoutDecision::Wait => prop_assert!(false, "nobody else is there"),
                    LockoutDecision::Locked(_) => since_lock = 0,
                    LockoutDecision::Compare if matches!(step, LockoutStep::RightPassword) => {
                        counter = FailureCounter::EMPTY;
                        (since_lock, consecutive_failures) = (0, 0);
                    }
                    LockoutDecision::Compare => {
                        if now.since(last) >= QUIET {
                            since_lock = 0;
                        }
                        last = last.max(now);
                        counter = counter.failed(&rules, now);
                        since_lock += 1;
                        consecutive_failures += 1;
                        if counter.lock.is_some() {
                            since_lock = 0;
                        }
                        prop_assert!(since_lock < rules.limit());
                        prop_assert!(consecutive_failures <= MAX_CONSECUTIVE_FAILURES);
                    }
                },
            }
        }
    }

    #[test]
    fn an_attempt_during_a_lock_changes_nothing(rules in rules(), steps in steps()) {
        let (mut counter, mut now) = (FailureCounter::EMPTY, Timestamp(1_700_000_000_000));
        for step in steps {
            match step {
                LockoutStep::Pass(seconds) => now = pass(now, seconds),
                LockoutStep::RightPassword => {}
                LockoutStep::WrongPassword => {
                    let locked = matches!(counter.decide(&rules, 0, now), LockoutDecision::Locked(_));
                    let after = counter.failed(&rules, now);
                    if locked && after.consecutive_failures < MAX_CONSECUTIVE_FAILURES {
                        prop_assert_eq!(after.lock, counter.lock);
                        prop_assert_eq!((after.failures, after.locks), (counter.failures, counter.locks));
                    } else {
                        counter = after;
                    }
                }
            }
        }
    }

    #[test]
    fn looking_changes_nothing(rules in rules(), steps in steps(), later in 0i32..1_000_000) {
        let (mut counter, mut now) = (FailureCounter::EMPTY, Timestamp(1_700_000_000_000));
        for step in steps {
            match step {
                LockoutStep::Pass(seconds) => now = pass(now, seconds),
                LockoutStep::WrongPassword => counter = counter.failed(&rules, now),
                LockoutStep::RightPassword => counter = FailureCounter::EMPTY,
            }
            // Whether it was looked at now makes no difference to what is found later.
            let then = pass(now, later);
            prop_assert_eq!(counter.as_of(now).as_of(then), counter.as_of(then));
        }
    }

    #[test]
    fn every_lock_ends_by_itself_or_by_somebody(rules in rules(), steps in steps()) {
        let (mut counter, mut now) = (FailureCounter::EMPTY, Timestamp(1_700_000_000_000));
        for step in steps {
            match step {
                LockoutStep::Pass(seconds) => now = pass(now, seconds.abs()),
                LockoutStep::RightPassword => {}
                LockoutStep::WrongPassword => counter = counter.failed(&rules, now),
            }
            if let LockoutDecision::Locked(Remaining::Until(end, _)) = counter.decide(&rules, 0, now) {
                prop_assert!(end > now);
                prop_assert!(end <= now.after(Duration::hours(24)), "no lock is longer than a day");
                prop_assert_eq!(counter.decide(&rules, 0, end), LockoutDecision::Compare);
            }
        }
        let quiet = now.after(Duration::hours(24)).after(QUIET);
        if counter.consecutive_failures == 0 {
            prop_assert!(counter.is_forgotten(quiet));
        }
    }
}
