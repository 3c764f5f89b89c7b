//! Logging in, sessions and set-up.

use accounts::client::Origin;
use accounts::login::{LoginAttempt, LoginError};
use accounts::recovery::NewPasswordError;
use accounts::secret::Token;
use accounts::setup::SetupError;
use accounts::users::{AddUserError, UserFields, UserSearch};
use model::email::Email;
use model::login_attempt::LoginOutcome;
use model::login_name::LoginName;
use model::password::PolicyError;
use model::timestamp::Duration;
use model::user::{Role, Status};
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use testkit::{TestDatabase, on_each_database};

use crate::harness::{
    CHEAP, PASSWORD, add, administrator, attempt, attempts_of, id_of_mika, is_in, log_in,
    log_in_as, made_setup_code, open, open_at, password, set_status,
};

on_each_database! {
    a_session_belongs_to_whoever_logged_in
    a_name_is_found_in_any_form_and_by_its_only_address
    wrong_unknown_and_inactive_are_refused_alike
    a_session_ends_idle_and_at_its_absolute_end
    a_kept_session_ends_after_its_days
    logging_out_ends_one_session_and_logging_in_ends_the_old_one
    an_inactive_account_has_no_session
    a_browser_stays_known_by_a_new_token_and_cannot_name_itself
    an_account_has_a_bounded_number_of_sessions
    a_hash_is_made_anew_when_the_cost_changes
    only_one_of_many_becomes_the_first_administrator
    each_of_several_servers_knows_the_codes_of_all
    set_up_checks_code_policy_and_name
    a_login_name_is_unique_in_every_form
    many_log_in_at_once
    closing_waits_for_whoever_hung_up
    opening_again_keeps_everything
}

async fn a_session_belongs_to_whoever_logged_in(database: TestDatabase) {
    let (accounts, _hand) = open(&database).await;
    let logged_in = log_in(&accounts).await;
    let current_user = accounts
        .sessions
        .current_user(logged_in.session().unwrap(), Origin::default())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(current_user.login_name, "Mika");
    assert_eq!(current_user.email.as_deref(), Some("mika@example.test"));
    assert!(current_user.admin().is_none());
    assert!(!is_in(&accounts, &Token::random()).await);
}

async fn a_name_is_found_in_any_form_and_by_its_only_address(database: TestDatabase) {
    let (accounts, _hand) = open(&database).await;
    for name in [
        "mika",
        "MIKA",
        " mika\u{3000}",
        "ｍｉｋａ",
        "Mika@Example.test",
    ] {
        let tried = log_in_as(&accounts, name, PASSWORD).await;
        assert!(tried.is_ok(), "{name:?}: {tried:?}");
    }
    add(&accounts, "second", Some("mika@example.test")).await;
    let shared = log_in_as(&accounts, "mika@example.test", PASSWORD).await;
    assert!(
        matches!(shared, Err(LoginError::Refused { .. })),
        "{shared:?}"
    );
    // Whose name it is comes before whose address it is, however many share that.
    for name in ["third", "fourth"] {
        add(&accounts, name, Some("mika@example.test")).await;
    }
    add(&accounts, "mika@example.test", None).await;
    let named = accounts
        .login
        .log_in(attempt("Mika@Example.test", PASSWORD));
    let named = named.await.unwrap();
    let current_user = accounts
        .sessions
        .current_user(named.session().unwrap(), Origin::default())
        .await
        .unwrap();
    assert_eq!(current_user.unwrap().login_name, "mika@example.test");
}

async fn wrong_unknown_and_inactive_are_refused_alike(database: TestDatabase) {
    let (accounts, _hand) = open(&database).await;
    add(&accounts, "gone", None).await;
    set_status(&accounts, "gone", Status::Inactive).await;
    for (name, text) in [
        ("mika", "wrong"),
        ("mika", "eleven quiet lanterns "),
        ("nobody", PASSWORD),
        ("gone", PASSWORD),
        ("<mika", PASSWORD),
    ] {
        let tried = log_in_as(&accounts, name, text).await;
        assert!(
            matches!(tried, Err(LoginError::Refused { .. })),
            "{name}: {tried:?}"
        );
    }
}

async fn a_session_ends_idle_and_at_its_absolute_end(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    let idle = log_in(&accounts).await.session().unwrap().clone();
    let busy = log_in(&accounts).await.session().unwrap().clone();
    for _ in 0..14 {
        manual.advance(Duration::minutes(50));
        assert!(is_in(&accounts, &busy).await);
    }
    assert!(!is_in(&accounts, &idle).await);
    // 11 hours and 40 minutes are over.
    manual.advance(Duration::minutes(19));
    assert!(is_in(&accounts, &busy).await);
    manual.advance(Duration::minutes(1));
    assert!(!is_in(&accounts, &busy).await);
}

async fn a_kept_session_ends_after_its_days(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    let kept = LoginAttempt {
        keep: true,
        ..attempt("mika", PASSWORD)
    };
    let token = accounts
        .login
        .log_in(kept)
        .await
        .unwrap()
        .session()
        .unwrap()
        .clone();
    manual.advance(Duration::days(29));
    assert!(is_in(&accounts, &token).await);
    manual.advance(Duration::days(1));
    assert!(!is_in(&accounts, &token).await);
}

async fn logging_out_ends_one_session_and_logging_in_ends_the_old_one(database: TestDatabase) {
    let (accounts, _hand) = open(&database).await;
    let (first, other) = (log_in(&accounts).await, log_in(&accounts).await);
    let again = LoginAttempt {
        session: first.session().cloned(),
        ..attempt("mika", PASSWORD)
    };
    let second = accounts.login.log_in(again).await.unwrap();
    assert!(!is_in(&accounts, first.session().unwrap()).await);
    assert!(is_in(&accounts, second.session().unwrap()).await);
    let current_user = accounts
        .sessions
        .current_user(second.session().unwrap(), Origin::default());
    let current_user = current_user.await.unwrap().unwrap();
    accounts.sessions.log_out(&current_user).await.unwrap();
    assert!(!is_in(&accounts, second.session().unwrap()).await);
    assert!(is_in(&accounts, other.session().unwrap()).await);
    let user_id = accounts
        .sessions
        .current_user(other.session().unwrap(), Origin::default())
        .await
        .unwrap()
        .unwrap()
        .user_id;
    let proof = administrator(&accounts).await;
    accounts
        .users
        .log_out_everywhere(proof, user_id)
        .await
        .unwrap();
    assert!(!is_in(&accounts, other.session().unwrap()).await);
}

async fn an_inactive_account_has_no_session(database: TestDatabase) {
    let (accounts, _hand) = open(&database).await;
    let token = log_in(&accounts).await.session().unwrap().clone();
    let other = log_in(&accounts).await.session().unwrap().clone();
    set_status(&accounts, "mika", Status::Inactive).await;
    assert!(!is_in(&accounts, &token).await);
    // Nor does one come back with the account that was not used meanwhile.
    set_status(&accounts, "mika", Status::Active).await;
    assert!(!is_in(&accounts, &token).await);
    assert!(!is_in(&accounts, &other).await);
}

async fn a_browser_stays_known_by_a_new_token_and_cannot_name_itself(database: TestDatabase) {
    let (accounts, _hand) = open(&database).await;
    add(&accounts, "second", None).await;
    let device = log_in(&accounts).await.device;
    let from = |device: &Token| LoginAttempt {
        device: Some(device.clone()),
        ..attempt("mika", PASSWORD)
    };
    let again = accounts.login.log_in(from(&device)).await.unwrap();
    assert_ne!(again.device, device);
    // So it does for all who log in from it.
    let second = LoginAttempt {
        device: Some(again.device),
        ..attempt("second", PASSWORD)
    };
    let second = accounts.login.log_in(second).await.unwrap();
    accounts.login.log_in(from(&second.device)).await.unwrap();
    let known = |user: &str| {
        format!(
            "SELECT count(*) FROM devices WHERE user_id = (SELECT id FROM users WHERE login_name_key = '{user}')"
        )
    };
    assert_eq!(database.number(&known("mika")).await, 1);
    assert_eq!(database.number(&known("second")).await, 1);
    let own = Token::random();
    let made_up = accounts.login.log_in(from(&own)).await.unwrap();
    assert_ne!(made_up.device, own);
}

async fn a_hash_is_made_anew_when_the_cost_changes(database: TestDatabase) {
    let (accounts, _hand) = open(&database).await;
    accounts.close().await.unwrap();
    let (dearer, _hand) = open_at(&database, "m=128,t=1,p=1").await;
    assert_eq!(dearer.hash_costs.outdated().await.unwrap(), 1);
    log_in(&dearer).await;
    assert_eq!(dearer.hash_costs.outdated().await.unwrap(), 0);
    // And the new hash is of the same password.
    log_in(&dearer).await;
}

async fn an_account_has_a_bounded_number_of_sessions(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    let kept = log_in(&accounts).await.session().unwrap().clone();
    let unused = log_in(&accounts).await.session().unwrap().clone();
    for _ in 0..99 {
        manual.advance(Duration::seconds(10));
        log_in(&accounts).await;
        assert!(is_in(&accounts, &kept).await);
    }
    assert!(!is_in(&accounts, &unused).await, "it was used longest ago");
    let sessions = database.number("SELECT count(*) FROM sessions").await;
    assert_eq!(sessions, 100);
}

async fn only_one_of_many_becomes_the_first_administrator(database: TestDatabase) {
    let (accounts, _hand) = open_at(&database, CHEAP).await;
    assert!(!accounts.setup.is_done().await.unwrap());
    let code = made_setup_code(&accounts).await;
    let attempts = (0..8).map(|number| {
        let (accounts, code) = (accounts.clone(), code.clone());
        tokio::spawn(async move {
            let name = LoginName::parse(&format!("admin{number}")).unwrap();
            let email = Email::parse("admin@example.test").unwrap();
            accounts
                .setup
                .run(&code, name, email, &password(PASSWORD), Origin::default())
                .await
        })
    });
    let mut made = 0;
    for tried in attempts.collect::<Vec<_>>() {
        match tried.await.unwrap() {
            Ok(()) => made += 1,
            Err(SetupError::AlreadySetUp) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(made, 1);
    assert!(accounts.setup.is_done().await.unwrap());
    let left = database.number("SELECT count(*) FROM setup_codes").await;
    assert_eq!(left, 0, "a code opens nothing any more");
    assert!(accounts.setup.make_code().await.unwrap().is_none());
}

async fn each_of_several_servers_knows_the_codes_of_all(database: TestDatabase) {
    let (first, _) = open_at(&database, CHEAP).await;
    let (second, _) = open_at(&database, CHEAP).await;
    let code = made_setup_code(&first).await;
    assert_ne!(code, made_setup_code(&second).await);
    assert!(!database.holds(code.as_bytes()));
    assert!(!database.holds(code.replace('-', "").as_bytes()));
    let name = LoginName::parse("sora").unwrap();
    let email = Email::parse("sora@example.test").unwrap();
    let (text, origin) = (password(PASSWORD), Origin::default());
    let made = second.setup.run(&code, name, email, &text, origin).await;
    assert!(made.is_ok(), "{made:?}");
    assert!(first.setup.is_done().await.unwrap());
}

async fn set_up_checks_code_policy_and_name(database: TestDatabase) {
    let (accounts, _hand) = open(&database).await;
    let code = made_setup_code(&accounts).await;
    let set_up = async |code: &str, name: &str, text: &str| {
        let email = Email::parse("sora@example.test").unwrap();
        let name = LoginName::parse(name).unwrap();
        accounts
            .setup
            .run(code, name, email, &password(text), Origin::default())
            .await
    };
    let wrong = set_up("0000-0000-0000-0000", "sora", PASSWORD).await;
    assert!(matches!(wrong, Err(SetupError::Code)), "{wrong:?}");
    let short = set_up(&code, "sora", "fourteen chars").await;
    let expected = PolicyError::TooShort { min_length: 15 };
    assert!(
        matches!(short, Err(SetupError::Password(NewPasswordError::Policy(error))) if error == expected)
    );
    let taken = set_up(&code, "MIKA", PASSWORD).await;
    assert!(matches!(taken, Err(SetupError::NameTaken)), "{taken:?}");
    set_up(&code, "sora", PASSWORD).await.unwrap();
    let token = log_in_as(&accounts, "sora", PASSWORD)
        .await
        .unwrap()
        .session()
        .unwrap()
        .clone();
    let current_user = accounts
        .sessions
        .current_user(&token, Origin::default())
        .await
        .unwrap()
        .unwrap();
    let listed = accounts
        .users
        .list(current_user.admin().unwrap(), &UserSearch::default())
        .await
        .unwrap();
    let names: Vec<_> = listed
        .users
        .iter()
        .map(|listed| listed.user.login_name.as_str())
        .collect();
    assert_eq!(names, ["Mika", "sora"]);
}

async fn a_login_name_is_unique_in_every_form(database: TestDatabase) {
    let (accounts, _hand) = open(&database).await;
    for name in ["mika", "MIKA", "ｍｉｋａ"] {
        let user = UserFields {
            email: None,
            role: Role::User,
            ..UserFields::new(LoginName::parse(name).unwrap())
        };
        let added = accounts.users.add(&user, &password(PASSWORD)).await;
        assert!(
            matches!(added, Err(AddUserError::NameTaken)),
            "{name}: {added:?}"
        );
    }
}

async fn many_log_in_at_once(database: TestDatabase) {
    let (accounts, _hand) = open(&database).await;
    let attempts: Vec<_> = (0..50)
        .map(|_| {
            let accounts = accounts.clone();
            tokio::spawn(async move { log_in_as(&accounts, "mika", PASSWORD).await })
        })
        .collect();
    for tried in attempts {
        let session = tried.await.unwrap().unwrap().session().unwrap().clone();
        assert!(is_in(&accounts, &session).await);
    }
}

async fn closing_waits_for_whoever_hung_up(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    {
        let mut login = pin!(accounts.login.log_in(attempt("mika", PASSWORD)));
        // It begins, and nobody waits for it any more.
        let begun = poll_fn(|context| Poll::Ready(login.as_mut().poll(context)));
        assert!(begun.await.is_pending());
    }
    accounts.close().await.unwrap();
    let (accounts, _) = open_at(&database, CHEAP).await;
    let id = id_of_mika(&accounts).await;
    let attempts = attempts_of(&accounts, id).await;
    let outcomes: Vec<_> = attempts.iter().map(|tried| tried.outcome).collect();
    assert_eq!(outcomes, [LoginOutcome::LoggedIn]);
}

async fn opening_again_keeps_everything(database: TestDatabase) {
    let (accounts, _hand) = open(&database).await;
    let token = log_in(&accounts).await.session().unwrap().clone();
    accounts.close().await.unwrap();
    let (again, _hand) = open_at(&database, CHEAP).await;
    assert!(is_in(&again, &token).await);
}
