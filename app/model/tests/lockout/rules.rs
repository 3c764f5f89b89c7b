//! One rule a test.

use model::lockout::{
    FailureCounter, Lock, LockDuration, LockoutDecision, LockoutRules, LockoutRulesError,
    MAX_CONSECUTIVE_FAILURES, Remaining,
};
use model::timestamp::{Duration, Timestamp};

const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn fail(mut counter: FailureCounter, times: u32, now: Timestamp) -> FailureCounter {
    for _ in 0..times {
        counter = counter.failed(&LockoutRules::default(), now);
    }
    counter
}

fn end(counter: FailureCounter) -> Timestamp {
    match counter.lock {
        Some(Lock::Until(end)) => end,
        other => panic!("{other:?}"),
    }
}

fn locked(lock: Lock, now: Timestamp) -> LockoutDecision {
    LockoutDecision::Locked(lock.remaining(now).unwrap())
}

fn ask(counter: FailureCounter, now: Timestamp) -> LockoutDecision {
    counter.decide(&LockoutRules::default(), 0, now)
}

#[test]
fn the_tenth_failure_locks_for_three_minutes() {
    let nine = fail(FailureCounter::EMPTY, 9, NOW);
    assert_eq!(ask(nine, NOW), LockoutDecision::Compare);
    assert_eq!(nine.failures_left(&LockoutRules::default()), 1);
    let ten = fail(nine, 1, NOW);
    let lock = Lock::Until(NOW.after(Duration::minutes(3)));
    assert_eq!(ask(ten, NOW), locked(lock, NOW));
    let moment = Duration::minutes(3);
    let almost = NOW.after(moment).before(Duration::seconds(1));
    assert_eq!(ask(ten, almost), locked(lock, almost));
    assert_eq!(ask(ten, NOW.after(moment)), LockoutDecision::Compare);
}

#[test]
fn each_lock_in_a_row_is_twice_as_long_up_to_an_hour() {
    let (mut counter, mut now) = (FailureCounter::EMPTY, NOW);
    for minutes in [3, 6, 12, 24, 48, 60, 60, 60, 60] {
        counter = fail(counter, 10, now);
        assert_eq!(end(counter), now.after(Duration::minutes(minutes)));
        now = end(counter);
    }
}

#[test]
fn without_growth_each_lock_is_as_long() {
    let rules = LockoutRules::new(3, LockDuration::For(Duration::hours(2)), false).unwrap();
    let (mut counter, mut now) = (FailureCounter::EMPTY, NOW);
    for _ in 0..3 {
        for _ in 0..3 {
            counter = counter.failed(&rules, now);
        }
        assert_eq!(end(counter), now.after(Duration::hours(2)));
        now = end(counter);
    }
}

#[test]
fn a_long_first_lock_does_not_grow_and_is_not_cut() {
    let rules = LockoutRules::new(3, LockDuration::For(Duration::hours(5)), true).unwrap();
    let mut counter = FailureCounter::EMPTY;
    for _ in 0..3 {
        counter = counter.failed(&rules, NOW);
    }
    assert_eq!(end(counter), NOW.after(Duration::hours(5)));
}

#[test]
fn a_quiet_day_after_the_lock_sets_back_failures_and_locks() {
    let locked = fail(FailureCounter::EMPTY, 10, NOW);
    let over = end(locked);
    let almost = over.after(Duration::hours(24)).before(Duration::seconds(1));
    assert_eq!(
        end(fail(locked, 10, almost)),
        almost.after(Duration::minutes(6))
    );
    let quiet = over.after(Duration::hours(24));
    assert_eq!(
        end(fail(locked, 10, quiet)),
        quiet.after(Duration::minutes(3))
    );
    // Also of failures that came to no lock.
    let nine = fail(FailureCounter::EMPTY, 9, NOW);
    let next = fail(nine, 1, NOW.after(Duration::hours(24)));
    assert_eq!(next.lock, None);
    let next = fail(nine, 1, NOW.after(Duration::hours(23)));
    assert!(next.lock.is_some());
}

#[test]
fn a_hundred_failures_in_a_row_switch_the_password_off_whatever_time_passes() {
    let (mut counter, mut now) = (FailureCounter::EMPTY, NOW);
    for number in 1..=MAX_CONSECUTIVE_FAILURES {
        assert_eq!(ask(counter, now), LockoutDecision::Compare, "{number}");
        counter = fail(counter, 1, now);
        now = now.after(Duration::days(2));
    }
    assert_eq!(
        ask(counter, now),
        LockoutDecision::Locked(Remaining::UntilUnlocked)
    );
    let much_later = now.after(Duration::days(10_000));
    assert_eq!(
        ask(counter, much_later),
        LockoutDecision::Locked(Remaining::UntilUnlocked)
    );
    assert!(!counter.is_forgotten(much_later));
}

#[test]
fn never_unlock_means_never() {
    let rules = LockoutRules::new(3, LockDuration::UntilUnlocked, true).unwrap();
    let mut counter = FailureCounter::EMPTY;
    for _ in 0..3 {
        counter = counter.failed(&rules, NOW);
    }
    let later = NOW.after(Duration::days(1000));
    assert_eq!(
        counter.decide(&rules, 0, later),
        LockoutDecision::Locked(Remaining::UntilUnlocked)
    );
}

#[test]
fn an_attempt_waits_while_all_places_are_taken() {
    let rules = LockoutRules::default();
    assert_eq!(
        FailureCounter::EMPTY.decide(&rules, 9, NOW),
        LockoutDecision::Compare
    );
    assert_eq!(
        FailureCounter::EMPTY.decide(&rules, 10, NOW),
        LockoutDecision::Wait
    );
    let seven = fail(FailureCounter::EMPTY, 7, NOW);
    assert_eq!(seven.decide(&rules, 2, NOW), LockoutDecision::Compare);
    assert_eq!(seven.decide(&rules, 3, NOW), LockoutDecision::Wait);
}

#[test]
fn a_limit_that_was_lowered_locks_with_the_next_failure() {
    let nine = fail(FailureCounter::EMPTY, 9, NOW);
    let rules = LockoutRules::new(3, LockDuration::For(Duration::minutes(3)), true).unwrap();
    assert_eq!(nine.decide(&rules, 0, NOW), LockoutDecision::Compare);
    assert!(nine.failed(&rules, NOW).lock.is_some());
}

#[test]
fn a_clock_that_was_set_back_ends_no_lock_early() {
    let locked = fail(FailureCounter::EMPTY, 10, NOW);
    let earlier = NOW.before(Duration::hours(1));
    assert!(matches!(ask(locked, earlier), LockoutDecision::Locked(_)));
    let again = fail(locked, 1, earlier);
    assert_eq!(again.lock, locked.lock);
}

#[test]
fn what_remains_is_told_to_the_millisecond_and_then_no_more() {
    let lock = Lock::Until(Timestamp(1_500));
    let end = Timestamp(1_500);
    let wait = Duration::seconds(1);
    assert_eq!(
        lock.remaining(Timestamp(500)),
        Some(Remaining::Until(end, wait))
    );
    assert_eq!(lock.remaining(end), None);
    assert_eq!(
        Lock::UntilUnlocked.remaining(end),
        Some(Remaining::UntilUnlocked)
    );
}

#[test]
fn rules_have_bounds() {
    let minutes = |n| LockDuration::For(Duration::minutes(n));
    for (limit, duration, expected) in [
        (3, minutes(1), Ok(())),
        (100, minutes(24 * 60), Ok(())),
        (10, LockDuration::UntilUnlocked, Ok(())),
        (2, minutes(3), Err(LockoutRulesError::Limit)),
        (101, minutes(3), Err(LockoutRulesError::Limit)),
        (10, minutes(0), Err(LockoutRulesError::Duration)),
        (10, minutes(24 * 60 + 1), Err(LockoutRulesError::Duration)),
    ] {
        let made = LockoutRules::new(limit, duration, true).map(|_rules| ());
        assert_eq!(made, expected, "{limit} {duration:?}");
    }
}
