//! What an administrator finds out and does about one user.

use accounts::current_user::ConfirmedAdmin;
use accounts::login::{AccountLocks, LoginAttempt};
use accounts::recovery::SavePasswordError;
use accounts::reports::{ReportMatch, Reports};
use accounts::secret::Token;
use accounts::settings::Setting;
use accounts::users::{EditUserError, UserFields};
use model::finding::Findings;
use model::link::LinkError;
use model::lockout::Remaining;
use model::login_attempt::LoginOutcome;
use model::login_name::LoginName;
use model::timestamp::Duration;
use model::user::{Role, Status};
use testkit::{MailServer, TestDatabase, on_each_database};

use crate::harness::{
    PASSWORD, WRONG, add, administrator, attempt, confirmed, confirmed_as, id_of, id_of_mika,
    is_in, log_in, log_in_as, open, open_with_mail, password, set_status,
};

on_each_database! {
    a_lock_is_seen_with_its_reasons_and_taken_away
    a_link_that_an_administrator_sends_works_where_users_cannot_ask
    who_is_deactivated_is_out_and_the_last_administrator_stays
    a_report_leads_to_whom_it_is_about
    an_address_that_another_active_user_has_too_is_told
}

async fn a_lock_is_seen_with_its_reasons_and_taken_away(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let (proof, id) = (administrator(&accounts).await, id_of_mika(&accounts).await);
    let warned = LoginAttempt {
        noticed: Findings::parse("caps-lock"),
        ..attempt("mika", WRONG)
    };
    for _ in 0..10 {
        accounts.login.log_in(warned.clone()).await.unwrap_err();
    }
    log_in_as(&accounts, "mika", PASSWORD).await.unwrap_err();
    let user = accounts.users.details(proof, id).await.unwrap().unwrap();
    assert!(
        matches!(user.locks.unknown_browsers, Some(Remaining::Until(_, wait)) if wait == Duration::minutes(3))
    );
    let outcomes: Vec<_> = user.attempts.iter().map(|tried| tried.outcome).collect();
    assert_eq!(outcomes[0], LoginOutcome::Locked);
    assert_eq!(outcomes[1..], [LoginOutcome::WrongPassword; 10]);
    assert_eq!(user.attempts[1].noticed, Findings::parse("caps-lock"));
    accounts.users.unlock(proof, id).await.unwrap();
    log_in(&accounts).await;
    let user = accounts.users.details(proof, id).await.unwrap().unwrap();
    assert_eq!((user.locks, user.sessions), (AccountLocks::default(), 1));
    let nobody = accounts.users.unlock(proof, 4711).await;
    assert!(matches!(nobody, Err(EditUserError::NoSuchUser)));
    assert_eq!(accounts.users.details(proof, 4711).await.unwrap(), None);
}

async fn a_link_that_an_administrator_sends_works_where_users_cannot_ask(database: TestDatabase) {
    let server = MailServer::start().await;
    let (accounts, manual) = open_with_mail(&database, &server.url()).await;
    let (proof, id) = (administrator(&accounts).await, id_of_mika(&accounts).await);
    accounts
        .settings
        .set(Setting::AllowReset, "off")
        .await
        .unwrap();
    accounts.users.send_link(proof, id).await.unwrap();
    while accounts.mailer.send_next().await.unwrap() {}
    let mail = server.mails().pop().unwrap();
    assert!(mail.text().contains("Mika"), "{}", mail.text());
    let link = mail.link("https://login.example.test/reset-password/link?token=");
    let token = Token::parse(link.split_once('=').unwrap().1).unwrap();
    manual.advance(Duration::hours(23));
    // The old password is good until the new one is there.
    log_in(&accounts).await;
    let opened = accounts.recovery.open_link(&token).await.unwrap();
    let client = attempt("mika", WRONG).client;
    let new = password("seven green umbrellas");
    accounts
        .recovery
        .save_password(&token, &opened.id, &new, None, &client)
        .await
        .unwrap();
    log_in_as(&accounts, "mika", PASSWORD).await.unwrap_err();
    log_in_as(&accounts, "mika", "seven green umbrellas")
        .await
        .unwrap();
    // A second one takes the place of the first, and it ends after a day.
    let mut tokens = Vec::new();
    for _ in 0..2 {
        accounts.users.send_link(proof, id).await.unwrap();
        while accounts.mailer.send_next().await.unwrap() {}
        let link = server.mails().pop().unwrap();
        let link = link.link("https://login.example.test/reset-password/link?token=");
        tokens.push(Token::parse(link.split_once('=').unwrap().1).unwrap());
    }
    let end = async |token| match accounts.recovery.open_link(token).await {
        Err(SavePasswordError::Link(error)) => Some(error),
        _ => None,
    };
    assert_eq!(end(&tokens[0]).await, Some(LinkError::Replaced));
    assert_eq!(end(&tokens[1]).await, None);
    manual.advance(Duration::hours(24));
    assert_eq!(end(&tokens[1]).await, Some(LinkError::Expired));
}

async fn who_is_deactivated_is_out_and_the_last_administrator_stays(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let (proof, id) = (administrator(&accounts).await, id_of_mika(&accounts).await);
    let logged_in = log_in(&accounts).await;
    let session = logged_in.session().unwrap();
    accounts
        .users
        .set_status(proof, None, id, Status::Inactive)
        .await
        .unwrap();
    assert!(!is_in(&accounts, session).await);
    let refused = accounts.users.send_link(proof, id).await;
    assert!(matches!(refused, Err(EditUserError::Inactive)));
    accounts
        .users
        .set_status(proof, None, id, Status::Active)
        .await
        .unwrap();
    log_in(&accounts).await;
    let sora = id_of(&accounts, proof, "sora").await;
    let confirmed_admin = Some(confirmed(&accounts).await);
    let last = accounts
        .users
        .set_status(proof, confirmed_admin, sora, Status::Inactive)
        .await;
    assert!(matches!(last, Err(EditUserError::LastAdministrator)));
    // Of two who deactivate each other at the same moment one stays, every time.
    let mut sora = (confirmed(&accounts).await, sora);
    let zoe = UserFields {
        role: Role::Administrator,
        ..UserFields::new(LoginName::parse("zoe").unwrap())
    };
    accounts.users.add(&zoe, &password(PASSWORD)).await.unwrap();
    let zoe = id_of(&accounts, proof, "zoe").await;
    let mut zoe = (confirmed_as(&accounts, "zoe").await, zoe);
    let set = async |by: ConfirmedAdmin, id, status| {
        accounts
            .users
            .set_status(by.admin(), Some(by), id, status)
            .await
    };
    for _ in 0..10 {
        let (one, two) = tokio::join!(
            set(zoe.0, sora.1, Status::Inactive),
            set(sora.0, zoe.1, Status::Inactive),
        );
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        // Whoever is out cannot let themselves in again, nor do anything else.
        if one.is_ok() {
            std::mem::swap(&mut sora, &mut zoe);
        }
        let out = set(zoe.0, zoe.1, Status::Active).await;
        assert!(matches!(out, Err(EditUserError::NotAllowed)), "{out:?}");
        let unsure = accounts
            .users
            .set_status(sora.0.admin(), None, zoe.1, Status::Active)
            .await;
        assert!(
            matches!(unsure, Err(EditUserError::PasswordNeeded)),
            "{unsure:?}"
        );
        set(sora.0, zoe.1, Status::Active).await.unwrap();
    }
}

async fn a_report_leads_to_whom_it_is_about(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let (proof, id) = (administrator(&accounts).await, id_of_mika(&accounts).await);
    let client = attempt("mika", WRONG).client;
    let none = Findings::default();
    // By the attempts of its browser.
    let code = Reports::new_code();
    let found = async |code| accounts.reports.match_code(proof, code).await.unwrap();
    assert_eq!(found(code).await, ReportMatch::Nothing);
    let tried = LoginAttempt {
        report_code: Some(code),
        ..attempt("mika@example.test", WRONG)
    };
    accounts.login.log_in(tried).await.unwrap_err();
    assert_eq!(found(code).await, ReportMatch::User(id));
    // By the name that it names.
    let code = Reports::new_code();
    accounts
        .reports
        .add(code, "MIKA", &none, &client)
        .await
        .unwrap();
    assert_eq!(found(code).await, ReportMatch::User(id));
    // Nobody has that one: two letters changed places, or one of the address is missing.
    add(&accounts, "Mikael.Other", Some("m.other@example.test")).await;
    for (typed, meant) in [
        ("mkia", vec!["Mika"]),
        ("mikeal.othr", vec!["Mikael.Other"]),
        ("m.other@example.tst", vec!["Mikael.Other"]),
        ("nobody at all", vec![]),
        ("", vec![]),
        ("a\u{202e}b<script>", vec![]),
    ] {
        let code = Reports::new_code();
        let tried = LoginAttempt {
            report_code: Some(code),
            ..attempt("nobody.of.this.name", WRONG)
        };
        accounts.login.log_in(tried).await.unwrap_err();
        accounts
            .reports
            .add(code, typed, &none, &client)
            .await
            .unwrap();
        let ReportMatch::NoSuchName {
            report,
            closest,
            attempts,
        } = found(code).await
        else {
            panic!("{typed} is nobody's name");
        };
        assert_eq!(report.unwrap().login_name, typed);
        let names: Vec<_> = closest
            .iter()
            .map(|close| close.login_name.as_str())
            .collect();
        assert_eq!(names, meant, "{typed}");
        assert_eq!(attempts[0].outcome, LoginOutcome::NoSuchName);
    }
}

async fn an_address_that_another_active_user_has_too_is_told(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    add(&accounts, "nagi", Some("both@example.test")).await;
    add(&accounts, "yuki", Some("Both@Example.test")).await;
    add(&accounts, "haru", None).await;
    let proof = administrator(&accounts).await;
    let shares = async |name| {
        let id = id_of(&accounts, proof, name).await;
        let details = accounts.users.details(proof, id).await.unwrap().unwrap();
        details.shares_address
    };
    assert!(shares("nagi").await && shares("yuki").await);
    assert!(!shares("haru").await);
    // Whoever is inactive is not asked whom a mail is for.
    set_status(&accounts, "yuki", Status::Inactive).await;
    assert!(!shares("nagi").await);
    assert!(shares("yuki").await);
}
