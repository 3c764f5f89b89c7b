//! Failed attempts: what they lock, for whom, for how long, and what is left of them.

use accounts::Accounts;
use accounts::account::ChangePassword;
use accounts::login::{LoginAttempt, LoginError, OwnPassword};
use accounts::reports::Reports;
use accounts::secret::Token;
use accounts::settings::Setting;
use model::bucket::FAILED_ATTEMPTS;
use model::lockout::{MAX_CONSECUTIVE_FAILURES, Remaining};
use model::login_attempt::LoginOutcome;
use model::login_name::LoginName;
use model::timestamp::Duration;
use model::user::Status;
use std::net::IpAddr;
use testkit::{TestDatabase, on_each_database};

use crate::harness::{
    PASSWORD, WRONG, add, attempt, attempts_of, current_user_of, id_of_mika, log_in, log_in_as,
    open, password, set_status,
};

on_each_database! {
    ten_wrong_ones_lock_and_time_unlocks
    attempts_during_a_lock_neither_count_nor_lengthen_it
    a_success_sets_back_what_was_counted
    a_hundred_failures_switch_the_password_off_until_somebody_unlocks
    never_unlock_waits_for_somebody
    a_name_and_an_address_are_counted_apart_whoever_has_them
    a_hundred_failures_by_two_names_are_a_hundred
    what_was_tried_before_an_address_had_an_account_locks_nobody_out
    a_name_that_nobody_has_is_answered_alike
    a_stranger_does_not_lock_the_owner_out_of_a_known_browser
    known_browsers_are_locked_by_themselves
    whoever_knew_the_password_has_no_more_attempts_than_a_stranger
    a_device_of_another_account_is_no_known_browser
    one_network_cannot_try_many_names
    each_attempt_is_written_down_with_its_reason
    what_lost_its_meaning_is_forgotten
    a_flood_of_attempts_during_a_lock_drives_no_other_attempt_out_of_the_record
}

async fn wrong(accounts: &Accounts, name: &str) -> LoginError {
    log_in_as(accounts, name, WRONG).await.unwrap_err()
}

/// Fails `times` times, the last of which locks; the lock.
async fn lock(accounts: &Accounts, name: &str, times: u32) -> Remaining {
    for _ in 1..times {
        let refused = wrong(accounts, name).await;
        assert!(matches!(refused, LoginError::Refused { .. }), "{refused:?}");
    }
    locked(wrong(accounts, name).await)
}

fn locked(error: LoginError) -> Remaining {
    match error {
        LoginError::Locked(remaining) => remaining,
        other => panic!("{other:?}"),
    }
}

fn wait(remaining: Remaining) -> Duration {
    match remaining {
        Remaining::Until(_, wait) => wait,
        Remaining::UntilUnlocked => panic!("it does not end by itself"),
    }
}

async fn right(accounts: &Accounts) -> LoginError {
    log_in_as(accounts, "mika", PASSWORD).await.unwrap_err()
}

async fn unlock(accounts: &Accounts) {
    let mika = LoginName::parse("mika").unwrap();
    assert!(accounts.lockout.unlock(&mika).await.unwrap());
}

async fn ten_wrong_ones_lock_and_time_unlocks(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    let mut left = Vec::new();
    for _ in 0..9 {
        match wrong(&accounts, "mika").await {
            LoginError::Refused { left: few } => left.push(few),
            other => panic!("{other:?}"),
        }
    }
    let none = None;
    assert_eq!(
        left,
        [
            none,
            none,
            none,
            none,
            none,
            none,
            Some(3),
            Some(2),
            Some(1)
        ]
    );
    let first = locked(wrong(&accounts, "mika").await);
    assert_eq!(wait(first), Duration::minutes(3));
    // The right password does not help, and is not looked at.
    assert_eq!(locked(right(&accounts).await), first);
    manual.advance(Duration::seconds(179));
    assert_eq!(wait(locked(right(&accounts).await)), Duration::seconds(1));
    manual.advance(Duration::seconds(1));
    log_in(&accounts).await;
}

async fn attempts_during_a_lock_neither_count_nor_lengthen_it(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    lock(&accounts, "mika", 10).await;
    for _ in 0..20 {
        manual.advance(Duration::seconds(5));
        locked(wrong(&accounts, "mika").await);
    }
    manual.advance(Duration::seconds(80));
    assert_eq!(
        wait(lock(&accounts, "mika", 10).await),
        Duration::minutes(6)
    );
}

async fn a_success_sets_back_what_was_counted(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    lock(&accounts, "mika", 10).await;
    manual.advance(Duration::minutes(3));
    for _ in 0..9 {
        wrong(&accounts, "mika").await;
    }
    log_in(&accounts).await;
    assert_eq!(
        wait(lock(&accounts, "mika", 10).await),
        Duration::minutes(3)
    );
}

async fn a_hundred_failures_switch_the_password_off_until_somebody_unlocks(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    for name in ["mika", "nobody"] {
        for _ in 1..MAX_CONSECUTIVE_FAILURES / 10 {
            lock(&accounts, name, 10).await;
            manual.advance(Duration::hours(1));
        }
        assert_eq!(lock(&accounts, name, 10).await, Remaining::UntilUnlocked);
        manual.advance(Duration::days(10));
        assert_eq!(
            locked(wrong(&accounts, name).await),
            Remaining::UntilUnlocked
        );
    }
    assert_eq!(locked(right(&accounts).await), Remaining::UntilUnlocked);
    unlock(&accounts).await;
    log_in(&accounts).await;
    let nobody = LoginName::parse("nobody").unwrap();
    assert!(!accounts.lockout.unlock(&nobody).await.unwrap());
}

async fn never_unlock_waits_for_somebody(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    accounts
        .settings
        .set(Setting::LockoutLimit, "3")
        .await
        .unwrap();
    accounts
        .settings
        .set(Setting::LockoutMinutes, "")
        .await
        .unwrap();
    assert_eq!(lock(&accounts, "mika", 3).await, Remaining::UntilUnlocked);
    manual.advance(Duration::days(365));
    assert_eq!(locked(right(&accounts).await), Remaining::UntilUnlocked);
    unlock(&accounts).await;
    log_in(&accounts).await;
}

async fn a_name_and_an_address_are_counted_apart_whoever_has_them(database: TestDatabase) {
    let (accounts, _hand) = open(&database).await;
    for name in ["mika", "nobody"] {
        let wide: String = name
            .chars()
            .map(|c| char::from_u32(c as u32 + 0xfee0).unwrap())
            .collect();
        for spelled in [name, &name.to_uppercase(), &format!(" {name} "), &wide] {
            wrong(&accounts, spelled).await;
        }
        lock(&accounts, name, 6).await;
        // A lock of the one tells nothing of the other.
        let address = format!("{name}@example.test");
        wrong(&accounts, &address).await;
        lock(&accounts, &address.to_uppercase(), 9).await;
    }
    // To the administrator it is one account, and one click lets its owner in by either.
    unlock(&accounts).await;
    log_in(&accounts).await;
    let by_address = attempt("mika@example.test", PASSWORD);
    accounts.login.log_in(by_address).await.unwrap();
}

async fn a_hundred_failures_by_two_names_are_a_hundred(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    for _ in 1..MAX_CONSECUTIVE_FAILURES / 20 {
        lock(&accounts, "mika", 10).await;
        lock(&accounts, "mika@example.test", 10).await;
        manual.advance(Duration::hours(1));
    }
    lock(&accounts, "mika", 10).await;
    let last = lock(&accounts, "mika@example.test", 10).await;
    assert_eq!(last, Remaining::UntilUnlocked);
    manual.advance(Duration::days(10));
    assert_eq!(locked(right(&accounts).await), Remaining::UntilUnlocked);
    unlock(&accounts).await;
    log_in(&accounts).await;
}

async fn what_was_tried_before_an_address_had_an_account_locks_nobody_out(database: TestDatabase) {
    let (accounts, _hand) = open(&database).await;
    lock(&accounts, "kana@example.test", 10).await;
    add(&accounts, "kana", Some("kana@example.test")).await;
    let by_address = attempt("kana@example.test", PASSWORD);
    accounts.login.log_in(by_address).await.unwrap();
}

async fn a_name_that_nobody_has_is_answered_alike(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    add(&accounts, "gone", None).await;
    set_status(&accounts, "gone", Status::Inactive).await;
    let mut answers = Vec::new();
    for name in ["mika", "nobody", "gone", "nobody@example.test", "<nobody"] {
        let mut said = Vec::new();
        for number in 0..35 {
            said.push(format!("{:?}", wrong(&accounts, name).await));
            if number % 12 == 11 {
                manual.advance(Duration::minutes(4));
            }
        }
        // The same as from the start, for the next name.
        manual.advance(Duration::days(2));
        let ends = |text: &String| match text.split_once("Timestamp(") {
            Some((before, after)) => format!("{before}{}", after.split_once(')').unwrap().1),
            None => text.clone(),
        };
        answers.push(said.iter().map(ends).collect::<Vec<_>>());
    }
    for answer in &answers {
        assert_eq!(*answer, answers[0]);
    }
}

async fn a_stranger_does_not_lock_the_owner_out_of_a_known_browser(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    let mut device = log_in(&accounts).await.device;
    for _ in 0..5 {
        lock(&accounts, "mika", 10).await;
        // By login name and by address, again and again.
        for name in ["mika", "mika@example.test"] {
            let known = LoginAttempt {
                device: Some(device.clone()),
                ..attempt(name, PASSWORD)
            };
            device = accounts.login.log_in(known).await.unwrap().device;
        }
        // Which does not open the door to the stranger.
        locked(wrong(&accounts, "mika").await);
        manual.advance(Duration::hours(1));
    }
}

async fn known_browsers_are_locked_by_themselves(database: TestDatabase) {
    let (accounts, _hand) = open(&database).await;
    let devices = [
        log_in(&accounts).await.device,
        log_in(&accounts).await.device,
    ];
    let from = |device: &Token, text| LoginAttempt {
        device: Some(device.clone()),
        ..attempt("mika", text)
    };
    let known = |text| from(&devices[0], text);
    for number in 1..=10 {
        let device = &devices[number % 2];
        let tried = accounts
            .login
            .log_in(from(device, WRONG))
            .await
            .unwrap_err();
        assert_eq!(
            matches!(tried, LoginError::Locked(_)),
            number == 10,
            "{tried:?}"
        );
    }
    locked(accounts.login.log_in(known(PASSWORD)).await.unwrap_err());
    // Other browsers are not concerned; and unlocking is for all of them.
    log_in(&accounts).await;
    unlock(&accounts).await;
    accounts.login.log_in(known(PASSWORD)).await.unwrap();
}

/// From a network that is over its limit, with browsers that were made while the password was known.
async fn whoever_knew_the_password_has_no_more_attempts_than_a_stranger(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    let own = log_in(&accounts).await.device;
    let from = |device: &Token, text| LoginAttempt {
        device: Some(device.clone()),
        ..attempt("mika", text)
    };
    let own = accounts.login.log_in(from(&own, PASSWORD)).await.unwrap();
    let mut made = Vec::new();
    for _ in 0..30 {
        made.push(log_in(&accounts).await.device);
    }
    let known = database.number("SELECT count(*) FROM devices").await;
    assert_eq!(known, 20, "an account knows so many browsers at once");
    // Each of them twice, by turns: ten attempts in all.
    let made: Vec<_> = made.into_iter().rev().take(20).collect();
    let mut refused = 0;
    for device in made.iter().cycle().take(40) {
        let tried = accounts
            .login
            .log_in(from(device, WRONG))
            .await
            .unwrap_err();
        refused += usize::from(matches!(tried, LoginError::Refused { .. }));
    }
    assert_eq!(refused, 9, "the tenth locks all of them");
    unlock(&accounts).await;
    // The owner changes the password; their browser stays known, the others do not.
    let own = accounts
        .login
        .log_in(from(&own.device, PASSWORD))
        .await
        .unwrap();
    let current_user = current_user_of(&accounts, &own).await;
    let change = ChangePassword {
        current: OwnPassword {
            password: password(PASSWORD),
            session: own.session().unwrap().clone(),
            device: Some(own.device.clone()),
            client: attempt("mika", PASSWORD).client,
        },
        new: password("seven green umbrellas"),
        end_others: true,
    };
    accounts
        .own_account
        .change_password(current_user, change)
        .await
        .unwrap();
    let known = database.number("SELECT count(*) FROM devices").await;
    assert_eq!(known, 1);
    lock(&accounts, "mika", 10).await;
    for device in &made {
        locked(
            accounts
                .login
                .log_in(from(device, WRONG))
                .await
                .unwrap_err(),
        );
    }
    let again = accounts
        .login
        .log_in(from(&own.device, "seven green umbrellas"));
    again.await.unwrap();
    // A copy of the token that it had before is worth nothing, but for a moment.
    manual.advance(Duration::minutes(1));
    locked(
        accounts
            .login
            .log_in(from(&own.device, WRONG))
            .await
            .unwrap_err(),
    );
}

async fn a_device_of_another_account_is_no_known_browser(database: TestDatabase) {
    let (accounts, _hand) = open(&database).await;
    add(&accounts, "stranger", None).await;
    let own = log_in_as(&accounts, "stranger", PASSWORD).await.unwrap();
    let made_up = Token::random();
    for device in [own.device, made_up].into_iter().cycle().take(9) {
        let tried = LoginAttempt {
            device: Some(device),
            ..attempt("mika", WRONG)
        };
        accounts.login.log_in(tried).await.unwrap_err();
    }
    locked(wrong(&accounts, "mika").await);
}

async fn one_network_cannot_try_many_names(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    let mut known = log_in(&accounts).await.device;
    let from = |address: &str, name: &str, text| {
        let mut tried = attempt(name, text);
        tried.client.address = address.parse::<IpAddr>().unwrap();
        accounts.login.log_in(tried)
    };
    let addresses = [
        ["192.0.2.1", "192.0.2.1", "192.0.2.2"],
        // The last 64 bits are for the client to choose.
        ["2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1"],
        ["::ffff:192.0.2.7", "192.0.2.7", "192.0.2.8"],
    ];
    for [one, same, other] in addresses {
        for number in 0..FAILED_ATTEMPTS.holds {
            let name = format!("name{number}");
            let tried = from(if number % 2 == 0 { one } else { same }, &name, WRONG).await;
            assert!(
                matches!(tried, Err(LoginError::Refused { .. })),
                "{number}: {tried:?}"
            );
        }
        for address in [one, same] {
            let tried = from(address, "mika", PASSWORD).await;
            match tried {
                Err(LoginError::TooManyAttempts(remaining)) => {
                    assert_eq!(wait(remaining), FAILED_ATTEMPTS.drains);
                }
                other => panic!("{other:?}"),
            }
        }
        from(other, "mika", PASSWORD).await.unwrap();
        // Whoever is known there is not concerned.
        let mut tried = attempt("mika", PASSWORD);
        tried.client.address = one.parse().unwrap();
        tried.device = Some(known);
        known = accounts.login.log_in(tried).await.unwrap().device;
        manual.advance(FAILED_ATTEMPTS.drains);
        // Right ones take no room.
        for _ in 0..3 {
            from(one, "mika", PASSWORD).await.unwrap();
        }
        from(one, "name", WRONG).await.unwrap_err();
        let tried = from(one, "mika", PASSWORD).await;
        assert!(
            matches!(tried, Err(LoginError::TooManyAttempts(_))),
            "{tried:?}"
        );
        manual.advance(Duration::days(1));
    }
}

async fn each_attempt_is_written_down_with_its_reason(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    let id = id_of_mika(&accounts).await;
    log_in(&accounts).await;
    lock(&accounts, "mika", 10).await;
    for _ in 0..3 {
        manual.advance(Duration::seconds(1));
        locked(wrong(&accounts, "mika").await);
    }
    accounts.attempts.flush_rejected().await.unwrap();
    manual.advance(Duration::seconds(1));
    locked(wrong(&accounts, "mika").await);
    let attempts = attempts_of(&accounts, id).await;
    let seen: Vec<_> = attempts
        .iter()
        .map(|one| (one.outcome, one.times))
        .collect();
    assert_eq!(seen[0], (LoginOutcome::Locked, 4));
    assert_eq!(seen[1..11], [(LoginOutcome::WrongPassword, 1); 10]);
    assert_eq!(seen[11..], [(LoginOutcome::LoggedIn, 1)]);
    assert_eq!(
        attempts[0].last_at.since(attempts[0].first_at),
        Duration::seconds(1)
    );
    assert_eq!(attempts[0].client_address, "192.0.2.1");
    assert_eq!(attempts[0].user_agent, "Mozilla/5.0");
    // A flood does not push the reasons out without end, nor grow the table.
    unlock(&accounts).await;
    for _ in 0..30 {
        for _ in 0..4 {
            wrong(&accounts, "mika").await;
        }
        log_in(&accounts).await;
        manual.advance(Duration::minutes(2));
    }
    let attempts = attempts_of(&accounts, id).await;
    // The row of those that were turned away is kept beside the hundred.
    assert_eq!(attempts.len(), 101);
    assert_eq!(attempts[0].outcome, LoginOutcome::LoggedIn);
}

async fn what_lost_its_meaning_is_forgotten(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    let device = log_in(&accounts).await.device;
    let known = LoginAttempt {
        device: Some(device),
        keep: true,
        ..attempt("mika", PASSWORD)
    };
    accounts.login.log_in(known).await.unwrap();
    wrong(&accounts, "mika").await;
    wrong(&accounts, "nobody").await;
    // The counter of the known browser stands at zero.
    let cleaned = accounts.cleanup.run().await.unwrap();
    assert_eq!(
        (cleaned.counters, cleaned.buckets, cleaned.attempts),
        (1, 0, 0)
    );
    assert_eq!((cleaned.sessions, cleaned.devices), (0, 0));
    manual.advance(Duration::hours(2));
    let cleaned = accounts.cleanup.run().await.unwrap();
    assert_eq!((cleaned.buckets, cleaned.sessions), (1, 1));
    manual.advance(Duration::days(31));
    let cleaned = accounts.cleanup.run().await.unwrap();
    assert_eq!(
        (cleaned.counters, cleaned.attempts),
        (1, 1),
        "of the name that nobody has"
    );
    assert_eq!(cleaned.sessions, 1, "the kept one");
    manual.advance(Duration::days(60));
    assert_eq!(accounts.cleanup.run().await.unwrap().attempts, 3);
    manual.advance(Duration::days(400));
    assert_eq!(accounts.cleanup.run().await.unwrap().devices, 1);
    // What counts toward the stop is kept as long as the account is.
    for _ in 1..9 {
        wrong(&accounts, "mika").await;
    }
    lock(&accounts, "mika", 2).await;
}

async fn a_flood_of_attempts_during_a_lock_drives_no_other_attempt_out_of_the_record(
    database: TestDatabase,
) {
    let (accounts, _) = open(&database).await;
    for _ in 0..10 {
        log_in_as(&accounts, "mika", WRONG).await.unwrap_err();
    }
    // Each with a code of its own, as if from a browser of its own.
    for _ in 0..200 {
        let another = LoginAttempt {
            report_code: Some(Reports::new_code()),
            ..attempt("mika", WRONG)
        };
        accounts.login.log_in(another).await.unwrap_err();
    }
    let attempts = attempts_of(&accounts, id_of_mika(&accounts).await).await;
    let count = |outcome| attempts.iter().filter(|row| row.outcome == outcome).count();
    assert_eq!(count(LoginOutcome::WrongPassword), 10);
    assert_eq!(count(LoginOutcome::Locked), 20);
}
