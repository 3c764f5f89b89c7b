//! What administrators set: its bounds, who sets it, and what follows from it.

use accounts::Accounts;
use accounts::account::{ChangePassword, ChangePasswordError};
use accounts::audit::Action;
use accounts::audit::LogSearch;
use accounts::current_user::CurrentUser;
use accounts::login::{LoginError, LoginGrant, OwnPassword};
use accounts::recovery::NewPasswordError;
use accounts::settings::{LogoError, SaveSettingsError, SettingChange};
use accounts::settings::{Setting, SettingKind, Settings};
use model::password::PolicyError;
use model::timestamp::Duration;
use model::user::Role;
use testkit::{TestDatabase, on_each_database};

use crate::harness::{
    CHEAP, PASSWORD, add, administrator, attempt, confirmed, confirmed_as, current_user,
    id_of_mika, is_in, kept, log_in, log_in_as, open, open_at, password,
};

on_each_database! {
    what_is_out_of_bounds_is_refused_by_the_database_too
    another_server_goes_by_it_within_five_seconds
    what_another_server_saved_is_seen_where_it_is_changed
    two_administrators_who_save_at_once_lose_nothing
    only_administrators_set_anything
    the_lockout_is_as_it_is_set
    sessions_end_as_it_is_set
    passwords_are_as_they_are_set
    the_last_passwords_are_not_chosen_again
    an_old_password_is_replaced_at_the_next_login
    where_users_change_nothing_nothing_is_asked_of_them
    the_logo_is_a_picture_and_nothing_else
}

fn change(setting: Setting, before: &str, after: &str) -> SettingChange {
    SettingChange {
        setting,
        before: before.to_owned(),
        after: after.to_owned(),
    }
}

async fn set(accounts: &Accounts, setting: Setting, value: &str) {
    accounts.settings.set(setting, value).await.unwrap();
}

/// Whether the database takes a value that did not pass the program.
async fn takes(database: &TestDatabase, setting: Setting, value: &str) -> bool {
    let name = setting.as_str();
    let statement = format!(
        "INSERT INTO settings (name, value, changed_at) VALUES ('{name}', '{value}', 0) \
         ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    );
    database.attempts(&statement).await
}

async fn what_is_out_of_bounds_is_refused_by_the_database_too(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    for &setting in Setting::ALL {
        let (good, bad) = match setting.kind() {
            SettingKind::Switch => (
                vec!["on".to_owned()],
                vec!["maybe".to_owned(), String::new()],
            ),
            SettingKind::Number {
                range,
                may_be_empty,
            } => {
                let mut bad = vec![
                    (range.end() + 1).to_string(),
                    "-1".to_owned(),
                    "1x".to_owned(),
                    "9999999999999999999999".to_owned(),
                ];
                bad.extend(range.start().checked_sub(1).map(|low| low.to_string()));
                bad.extend((!may_be_empty).then(String::new));
                (
                    vec![range.start().to_string(), range.end().to_string()],
                    bad,
                )
            }
            SettingKind::Choice(words) => (
                words.iter().map(|word| (*word).to_owned()).collect(),
                vec!["none of them".to_owned()],
            ),
            SettingKind::Line { limit, .. } => {
                (vec!["é".repeat(limit)], vec!["é".repeat(limit + 1)])
            }
            SettingKind::Email => (vec!["a@example.test".to_owned()], vec!["a".repeat(255)]),
            SettingKind::Colour => (vec!["#1d4fd7".to_owned()], vec!["red".to_owned()]),
        };
        for value in bad {
            assert!(
                !takes(&database, setting, &value).await,
                "{setting:?} {value}"
            );
            assert!(
                accounts.settings.set(setting, &value).await.is_err(),
                "{setting:?}"
            );
        }
        for value in good {
            assert!(
                takes(&database, setting, &value).await,
                "{setting:?} {value}"
            );
        }
        set(&accounts, setting, setting.default()).await;
    }
}

async fn another_server_goes_by_it_within_five_seconds(database: TestDatabase) {
    let (one, _) = open(&database).await;
    let (other, manual) = open_at(&database, CHEAP).await;
    assert_eq!(
        other.settings.in_force().await.unwrap().portal_name(),
        "Latchkey"
    );
    set(&one, Setting::PortalName, "The Example Company").await;
    // This one at once.
    let name = one
        .settings
        .in_force()
        .await
        .unwrap()
        .portal_name()
        .to_owned();
    assert_eq!(name, "The Example Company");
    manual.advance(Duration::seconds(4));
    assert_eq!(
        other.settings.in_force().await.unwrap().portal_name(),
        "Latchkey"
    );
    manual.advance(Duration::seconds(1));
    let name = other
        .settings
        .in_force()
        .await
        .unwrap()
        .portal_name()
        .to_owned();
    assert_eq!(name, "The Example Company");
}

async fn what_another_server_saved_is_seen_where_it_is_changed(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let (other, _) = open_at(&database, CHEAP).await;
    let name = |settings: &Settings| settings.get(Setting::PortalName);
    assert_eq!(name(&other.settings.in_force().await.unwrap()), "Latchkey");
    set(&accounts, Setting::PortalName, "Example").await;
    assert_eq!(name(&other.settings.in_force().await.unwrap()), "Latchkey");
    assert_eq!(name(&other.settings.newest().await.unwrap()), "Example");
    assert_eq!(name(&other.settings.in_force().await.unwrap()), "Example");
}

async fn two_administrators_who_save_at_once_lose_nothing(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let proof = confirmed(&accounts).await;
    // The same one: one of them is told, and nothing else of theirs is saved.
    for round in 0..10 {
        let (before, name) = (
            accounts
                .settings
                .newest()
                .await
                .unwrap()
                .get(Setting::LockoutLimit),
            accounts
                .settings
                .newest()
                .await
                .unwrap()
                .get(Setting::ContactName),
        );
        let wish = |number: u32, name_after: &str| {
            vec![
                change(Setting::LockoutLimit, &before, &number.to_string()),
                change(Setting::ContactName, &name, name_after),
            ]
        };
        let (first, second) = (wish(20 + round, "first"), wish(50 + round, "second"));
        let (a, b) = tokio::join!(
            accounts.settings.save(proof, &first),
            accounts.settings.save(proof, &second)
        );
        let there = accounts.settings.newest().await.unwrap();
        let lost = match (a, b) {
            (Ok(()), Err(error)) => {
                assert_eq!(there.get(Setting::ContactName), "first");
                error
            }
            (Err(error), Ok(())) => {
                assert_eq!(there.get(Setting::ContactName), "second");
                error
            }
            other => panic!("{other:?}"),
        };
        let SaveSettingsError::VersionConflict(which) = lost else {
            panic!("{lost:?}");
        };
        assert!(which.contains(&Setting::LockoutLimit), "{which:?}");
        set(&accounts, Setting::ContactName, "").await;
    }
    // Different ones: both are saved, and what was left alone is not set back.
    let was = accounts.settings.newest().await.unwrap();
    let (first, second) = (
        [
            change(Setting::SessionIdle, "60", "30"),
            change(Setting::PortalName, "Latchkey", "Latchkey"),
        ],
        [
            change(Setting::SessionIdle, "60", "60"),
            change(Setting::PortalName, "Latchkey", "Example"),
        ],
    );
    let (a, b) = tokio::join!(
        accounts.settings.save(proof, &first),
        accounts.settings.save(proof, &second)
    );
    a.unwrap();
    b.unwrap();
    let there = accounts.settings.newest().await.unwrap();
    assert_eq!(there.get(Setting::SessionIdle), "30");
    assert_eq!(there.get(Setting::PortalName), "Example");
    assert_eq!(
        there.get(Setting::LockoutLimit),
        was.get(Setting::LockoutLimit)
    );
    // Two who want the same agree.
    let same = [change(Setting::SessionIdle, "60", "30")];
    accounts.settings.save(proof, &same).await.unwrap();
    // Of several, one that will not do keeps the others from being saved.
    let wrong = [
        change(Setting::SessionIdle, "30", "45"),
        change(Setting::SessionLongest, "12", "1000"),
    ];
    let refused = accounts.settings.save(proof, &wrong).await.unwrap_err();
    let SaveSettingsError::Values(which) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(which[0].0, Setting::SessionLongest);
    let there = accounts.settings.newest().await.unwrap();
    assert_eq!(there.get(Setting::SessionIdle), "30");
}

async fn only_administrators_set_anything(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let proof = confirmed(&accounts).await;
    database
        .execute("UPDATE users SET role = 'user' WHERE login_name_key = 'sora'")
        .await;
    let wish = [change(Setting::SessionIdle, "60", "30")];
    let refused = accounts.settings.save(proof, &wish).await;
    assert!(matches!(refused, Err(SaveSettingsError::NotAllowed)));
    let refused = accounts.settings.set_logo(proof, None).await;
    assert!(matches!(refused, Err(LogoError::NotAllowed)));
    let idle = accounts.settings.newest().await.unwrap();
    assert_eq!(idle.get(Setting::SessionIdle), "60");
    let logged = "SELECT count(*) FROM audit_log WHERE action LIKE 'change-%'";
    assert_eq!(database.number(logged).await, 0);
}

async fn the_lockout_is_as_it_is_set(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    let wrong = async || log_in_as(&accounts, "mika", "some wrong password").await;
    set(&accounts, Setting::LockoutLimit, "3").await;
    set(&accounts, Setting::LockoutMinutes, "7").await;
    set(&accounts, Setting::LockoutGrows, "off").await;
    for _ in 0..2 {
        for _ in 0..2 {
            assert!(matches!(wrong().await, Err(LoginError::Refused { .. })));
        }
        let Err(LoginError::Locked(model::lockout::Remaining::Until(_, wait))) = wrong().await
        else {
            panic!("the third one locks");
        };
        assert_eq!(wait, Duration::minutes(7));
        manual.advance(wait);
    }
    // Lowered below what is counted: the next one locks.
    set(&accounts, Setting::LockoutLimit, "10").await;
    for _ in 0..5 {
        assert!(matches!(wrong().await, Err(LoginError::Refused { .. })));
    }
    set(&accounts, Setting::LockoutLimit, "3").await;
    assert!(matches!(wrong().await, Err(LoginError::Locked(_))));
}

async fn sessions_end_as_it_is_set(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    set(&accounts, Setting::SessionIdle, "5").await;
    let short = log_in(&accounts).await;
    manual.advance(Duration::minutes(4));
    assert!(is_in(&accounts, short.session().unwrap()).await);
    manual.advance(Duration::minutes(5));
    assert!(!is_in(&accounts, short.session().unwrap()).await);
    // It holds for those who are logged in.
    set(&accounts, Setting::SessionIdle, "1440").await;
    set(&accounts, Setting::SessionLongest, "2").await;
    let long = log_in(&accounts).await;
    manual.advance(Duration::minutes(119));
    assert!(is_in(&accounts, long.session().unwrap()).await);
    set(&accounts, Setting::SessionLongest, "1").await;
    assert!(!is_in(&accounts, long.session().unwrap()).await);
    let keep = || {
        let mut attempt = attempt("mika", PASSWORD);
        attempt.keep = true;
        attempt
    };
    let kept = accounts.login.log_in(keep()).await.unwrap();
    assert_eq!(kept.kept, Some(Duration::days(30)));
    manual.advance(Duration::days(20));
    assert!(is_in(&accounts, kept.session().unwrap()).await);
    set(&accounts, Setting::SessionKept, "10").await;
    assert!(!is_in(&accounts, kept.session().unwrap()).await);
    // Where it is not offered, asking for it is of no use.
    set(&accounts, Setting::SessionKept, "0").await;
    let asked = accounts.login.log_in(keep()).await.unwrap();
    assert_eq!(asked.kept, None);
    assert!(is_in(&accounts, asked.session().unwrap()).await);
    manual.advance(Duration::hours(1));
    assert!(!is_in(&accounts, asked.session().unwrap()).await);
}

/// Changes the password of `mika`, who has `current`.
async fn choose(accounts: &Accounts, current: &str, new: &str) -> Result<(), ChangePasswordError> {
    let logged_in = log_in_as(accounts, "mika", current).await.unwrap();
    let session = match logged_in.grant {
        LoginGrant::Session(token) => token,
        LoginGrant::NewPassword(_) => panic!("a new password is asked for"),
    };
    let client = attempt("mika", current).client;
    let current_user: CurrentUser = accounts
        .sessions
        .current_user(&session, client.origin())
        .await
        .unwrap()
        .unwrap();
    let change = ChangePassword {
        current: OwnPassword {
            password: password(current),
            session,
            device: None,
            client,
        },
        new: password(new),
        end_others: true,
    };
    accounts
        .own_account
        .change_password(current_user, change)
        .await
}

fn policy(result: Result<(), ChangePasswordError>) -> PolicyError {
    match result {
        Err(ChangePasswordError::New(NewPasswordError::Policy(error))) => error,
        other => panic!("{other:?}"),
    }
}

async fn passwords_are_as_they_are_set(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    set(&accounts, Setting::UserMinLength, "20").await;
    let short = policy(choose(&accounts, PASSWORD, "eight blue teapots!").await);
    assert_eq!(short, PolicyError::TooShort { min_length: 20 });
    // Administrators have a length of their own.
    let (proof, id) = (confirmed(&accounts).await, id_of_mika(&accounts).await);
    set(&accounts, Setting::AdminMinLength, "40").await;
    let generated = {
        let settings = accounts.settings.in_force().await.unwrap();
        accounts
            .users
            .generate_password(proof.admin(), &settings, Role::Administrator)
    };
    assert!(generated.chars().count() >= 40, "{}", generated.as_str());
    set(&accounts, Setting::UserMinLength, "8").await;
    set(&accounts, Setting::Composition, "all").await;
    let plain = policy(choose(&accounts, PASSWORD, "eight blue teapots").await);
    assert_eq!(plain, PolicyError::Kinds);
    let settings = accounts.settings.in_force().await.unwrap();
    let generated = accounts
        .users
        .generate_password(proof.admin(), &settings, Role::User);
    // One that is generated will always do; administrators are held to the rules too.
    let weak = password("eight blue teapots");
    accounts
        .users
        .set_password(proof, id, &weak)
        .await
        .unwrap_err();
    accounts
        .users
        .set_password(proof, id, &password(&generated))
        .await
        .unwrap();
    // The portal's name is no password, whatever it is.
    set(&accounts, Setting::Composition, "any").await;
    set(
        &accounts,
        Setting::PortalName,
        "The Example Company of 1877",
    )
    .await;
    set(&accounts, Setting::ForceChange, "off").await;
    accounts
        .users
        .set_password(proof, id, &password("nine patient lighthouses"))
        .await
        .unwrap();
    // It does not force what is no longer forced.
    let named = choose(
        &accounts,
        "nine patient lighthouses",
        "the example company of 1877",
    )
    .await;
    assert_eq!(policy(named), PolicyError::Name);
}

async fn the_last_passwords_are_not_chosen_again(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    const OTHERS: [&str; 3] = [
        "eight blue teapots",
        "nine patient lighthouses",
        "seven green umbrellas",
    ];
    // With 1, only the present one is refused.
    choose(&accounts, PASSWORD, OTHERS[0]).await.unwrap();
    assert_eq!(
        policy(choose(&accounts, OTHERS[0], OTHERS[0]).await),
        PolicyError::Reused
    );
    choose(&accounts, OTHERS[0], PASSWORD).await.unwrap();
    let history = "SELECT count(*) FROM password_history";
    assert_eq!(database.number(history).await, 0);
    set(&accounts, Setting::ReuseLimit, "3").await;
    choose(&accounts, PASSWORD, OTHERS[0]).await.unwrap();
    choose(&accounts, OTHERS[0], OTHERS[1]).await.unwrap();
    for past in [PASSWORD, OTHERS[0], OTHERS[1]] {
        assert_eq!(
            policy(choose(&accounts, OTHERS[1], past).await),
            PolicyError::Reused
        );
    }
    choose(&accounts, OTHERS[1], OTHERS[2]).await.unwrap();
    // The fourth from the end may be.
    choose(&accounts, OTHERS[2], PASSWORD).await.unwrap();
    assert_eq!(database.number(history).await, 2);
}

async fn an_old_password_is_replaced_at_the_next_login(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    set(&accounts, Setting::Expiration, "30").await;
    manual.advance(Duration::days(27));
    let before = current_user(&accounts, "mika").await;
    let left = before.password_expires_at.unwrap().since(accounts.now());
    assert_eq!(left, Duration::days(3));
    manual.advance(Duration::days(3));
    let entry = log_in_as(&accounts, "mika", PASSWORD).await.unwrap().grant;
    let LoginGrant::NewPassword(token) = entry else {
        panic!("it is still good");
    };
    let opened = accounts.recovery.open_link(&token).await.unwrap();
    let client = attempt("mika", PASSWORD).client;
    let new = password("eight blue teapots");
    accounts
        .recovery
        .save_password(&token, &opened.id, &new, None, &client)
        .await
        .unwrap();
    // Counted from the day it was set, not from when the setting was made.
    manual.advance(Duration::days(29));
    let again = log_in_as(&accounts, "mika", "eight blue teapots")
        .await
        .unwrap();
    assert!(again.session().is_some());
    manual.advance(Duration::days(1));
    let again = log_in_as(&accounts, "mika", "eight blue teapots")
        .await
        .unwrap();
    assert!(again.session().is_none());
}

async fn where_users_change_nothing_nothing_is_asked_of_them(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    let (proof, id) = (administrator(&accounts).await, id_of_mika(&accounts).await);
    accounts
        .users
        .require_new_password(proof, id)
        .await
        .unwrap();
    set(&accounts, Setting::Expiration, "30").await;
    assert!(log_in(&accounts).await.session().is_none());
    set(&accounts, Setting::AllowChange, "off").await;
    manual.advance(Duration::days(100));
    assert!(log_in(&accounts).await.session().is_some());
    let refused = choose(&accounts, PASSWORD, "eight blue teapots").await;
    assert!(
        matches!(refused, Err(ChangePasswordError::SwitchedOff)),
        "{refused:?}"
    );
    assert!(!accounts.settings.in_force().await.unwrap().allows_reset());
    // Administrators are asked all the same.
    let entry = log_in_as(&accounts, "sora", PASSWORD).await.unwrap();
    assert!(entry.session().is_none());
}

async fn the_logo_is_a_picture_and_nothing_else(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    add(&accounts, "ren", None).await;
    let proof = confirmed(&accounts).await;
    let refused = accounts.settings.set_logo(proof, Some(b"<svg/>")).await;
    assert!(matches!(refused, Err(LogoError::NoPng)), "{refused:?}");
    assert_eq!(accounts.settings.logo().await.unwrap(), None);
    assert_eq!(accounts.settings.logo_fingerprint().await.unwrap(), None);
    // One transparent pixel.
    let png = data_encoding::BASE64.decode(
        b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
    );
    accounts
        .settings
        .set_logo(proof, Some(&png.unwrap()))
        .await
        .unwrap();
    let (png, print) = accounts.settings.logo().await.unwrap().unwrap();
    assert!(png.starts_with(b"\x89PNG"));
    assert_eq!(print.len(), 16);
    assert_eq!(
        accounts
            .settings
            .logo_fingerprint()
            .await
            .unwrap()
            .as_deref(),
        Some(&*print)
    );
    accounts.settings.set_logo(proof, None).await.unwrap();
    assert_eq!(accounts.settings.logo().await.unwrap(), None);
    let proof = confirmed_as(&accounts, "sora").await;
    let search = LogSearch {
        action: Some(Action::ChangeLogo),
        ..LogSearch::default()
    };
    let kept = kept(&accounts).await;
    let log = accounts
        .audit
        .read(proof.admin(), &search, kept)
        .await
        .unwrap();
    assert_eq!(log.entries.len(), 2);
    assert_eq!(log.entries[0].details, "none");
}
