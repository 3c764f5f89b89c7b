//! A new password by mail, by command, and by somebody who is logged in.

use accounts::Accounts;
use accounts::account::{ChangePassword, ChangePasswordError};
use accounts::client::{Client, Origin};
use accounts::clock::ManualClock;
use accounts::login::{LoginError, LoginGrant, OwnPassword, OwnPasswordError};
use accounts::recovery::NewPasswordError;
use accounts::recovery::{AskForResetError, SavePasswordError};
use accounts::secret::Token;
use model::bucket::PASSWORDS_CHOSEN;
use model::email::Email;
use model::link::LinkError;
use model::lockout::Remaining;
use model::login_name::LoginName;
use model::password::PolicyError;
use model::timestamp::Duration;
use model::user::{DisplayName, Status};
use testkit::{Behaviour, MailServer, ReceivedMail, TestDatabase, on_each_database};

use crate::harness::{
    PASSWORD, WRONG, add, attempt, confirmed, current_user_of, fields, id_of_mika, is_in, log_in,
    log_in_as, open_with_mail, password, set_status,
};

on_each_database! {
    a_link_from_the_mail_changes_the_password
    nothing_that_was_before_outlives_a_new_password
    the_mail_goes_to_the_address_of_the_account
    who_cannot_reset_gets_no_link
    a_shared_address_gets_a_mail_without_a_link
    a_link_ends_when_it_should_and_says_why
    of_two_who_use_a_link_at_once_one_changes_the_password
    a_mail_that_is_sent_twice_has_two_good_links
    mails_are_limited_for_each_address_and_each_network
    a_bad_password_spends_no_link
    who_must_change_the_password_gets_no_session_before
    who_is_logged_in_changes_the_password_with_the_current_one
    a_link_and_an_account_try_a_bounded_number_of_passwords
    the_name_for_people_is_no_password
}

const NEW: &str = "seven green umbrellas";
const MIKA: &str = "mika@example.test";

fn client() -> Client {
    attempt("mika", WRONG).client
}

async fn open(database: &TestDatabase) -> (Accounts, ManualClock, MailServer) {
    let server = MailServer::start().await;
    let (accounts, manual) = open_with_mail(database, &server.url()).await;
    (accounts, manual, server)
}

async fn ask(accounts: &Accounts, email: &str) {
    let email = Email::parse(email).unwrap();
    accounts
        .recovery
        .ask_for_reset(&email, &client())
        .await
        .unwrap();
    while accounts.mailer.send_next().await.unwrap() {}
}

fn token_in(mail: &ReceivedMail) -> Token {
    let link = mail.link("https://login.example.test/reset-password/link?token=");
    Token::parse(link.split_once('=').unwrap().1).unwrap()
}

fn newest(server: &MailServer) -> ReceivedMail {
    server.mails().pop().unwrap()
}

async fn save_as(
    accounts: &Accounts,
    token: &Token,
    id: &str,
    text: &str,
) -> Result<(), SavePasswordError> {
    let new = password(text);
    accounts
        .recovery
        .save_password(token, id, &new, None, &client())
        .await
}

async fn set_password(accounts: &Accounts, text: &str, must_change: bool) {
    let mika = LoginName::parse("mika").unwrap();
    let set = accounts
        .recovery
        .set_password(&mika, &password(text), must_change)
        .await;
    set.unwrap();
}

/// Asks and gives the link's token.
async fn link(accounts: &Accounts, server: &MailServer) -> Token {
    ask(accounts, MIKA).await;
    token_in(&newest(server))
}

async fn save(accounts: &Accounts, token: &Token, text: &str) -> Result<(), SavePasswordError> {
    let id = accounts.recovery.open_link(token).await?.id;
    save_as(accounts, token, &id, text).await
}

async fn end(accounts: &Accounts, token: &Token) -> LinkError {
    match accounts.recovery.open_link(token).await {
        Err(SavePasswordError::Link(error)) => error,
        other => panic!("{other:?}"),
    }
}

async fn a_link_from_the_mail_changes_the_password(database: TestDatabase) {
    let (accounts, _, server) = open(&database).await;
    let token = link(&accounts, &server).await;
    let mail = newest(&server);
    assert_eq!(mail.to, MIKA);
    assert_eq!(mail.subject(), "Choose a new password");
    for part in [mail.text(), mail.html()] {
        for expected in [
            "Hello Mika",
            "within 30 minutes",
            "did not ask",
            "192.0.2.1",
        ] {
            assert!(part.contains(expected), "{expected}: {part}");
        }
        assert!(part.contains(&token.reveal()), "{part}");
    }
    assert!(mail.text().contains("Your login name: Mika"));
    // Opening it, by whatever opens links, spends nothing.
    for _ in 0..10 {
        assert_eq!(
            accounts
                .recovery
                .open_link(&token)
                .await
                .unwrap()
                .login_name,
            "Mika"
        );
    }
    save(&accounts, &token, NEW).await.unwrap();
    let old = log_in_as(&accounts, "mika", PASSWORD).await;
    assert!(matches!(old, Err(LoginError::Refused { .. })));
    log_in_as(&accounts, "mika", NEW).await.unwrap();
    while accounts.mailer.send_next().await.unwrap() {}
    let notice = newest(&server);
    assert_eq!(
        (notice.to.as_str(), notice.subject().as_str()),
        (MIKA, "Your password was changed")
    );
    // No column of the database has the token.
    for table in ["mails", "links"] {
        let count = format!("SELECT count(*) FROM {table}");
        assert!(database.number(&count).await > 0, "{table}");
    }
    let found = format!(
        "SELECT count(*) FROM mails WHERE details LIKE '%{0}%' OR answer LIKE '%{0}%'",
        token.reveal()
    );
    assert_eq!(database.number(&found).await, 0);
}

async fn nothing_that_was_before_outlives_a_new_password(database: TestDatabase) {
    let (accounts, manual, server) = open(&database).await;
    let session = log_in(&accounts).await.session().unwrap().clone();
    let token = link(&accounts, &server).await;
    for _ in 0..10 {
        log_in_as(&accounts, "mika", WRONG).await.unwrap_err();
    }
    let locked = log_in_as(&accounts, "mika", PASSWORD).await;
    assert!(matches!(locked, Err(LoginError::Locked(_))));
    // The second link, of a mail that came late, is as worthless afterwards as the first.
    manual.advance(Duration::minutes(1));
    save(&accounts, &token, NEW).await.unwrap();
    assert!(!is_in(&accounts, &session).await);
    log_in_as(&accounts, "mika", NEW).await.unwrap();
    assert_eq!(end(&accounts, &token).await, LinkError::Used);
}

async fn the_mail_goes_to_the_address_of_the_account(database: TestDatabase) {
    let (accounts, _, server) = open(&database).await;
    ask(&accounts, "MIKA@EXAMPLE.TEST").await;
    assert_eq!(newest(&server).to, MIKA);
}

async fn who_cannot_reset_gets_no_link(database: TestDatabase) {
    let (accounts, _, server) = open(&database).await;
    add(&accounts, "gone", Some("gone@example.test")).await;
    set_status(&accounts, "gone", Status::Inactive).await;
    for address in ["gone@example.test", "nobody@example.test"] {
        ask(&accounts, address).await;
    }
    assert_eq!(server.mails().len(), 0);
    // And nothing is left that tells the two from each other.
    assert_eq!(database.number("SELECT count(*) FROM mails").await, 0);
    // Who became inactive after the mail cannot use it.
    let token = link(&accounts, &server).await;
    set_status(&accounts, "mika", Status::Inactive).await;
    assert_eq!(end(&accounts, &token).await, LinkError::Outdated);
}

async fn a_shared_address_gets_a_mail_without_a_link(database: TestDatabase) {
    let (accounts, _, server) = open(&database).await;
    add(&accounts, "twin", Some("Mika@Example.test")).await;
    ask(&accounts, MIKA).await;
    let mail = newest(&server);
    assert_eq!(mail.to, MIKA);
    for part in [mail.text(), mail.html()] {
        assert!(part.contains("Several accounts"), "{part}");
        assert!(part.contains("Ask your administrator"), "{part}");
        assert!(!part.contains("token="), "{part}");
    }
    assert_eq!(database.number("SELECT count(*) FROM links").await, 0);
    // One of them inactive: the other is meant.
    set_status(&accounts, "twin", Status::Inactive).await;
    ask(&accounts, MIKA).await;
    token_in(&newest(&server));
}

async fn a_link_ends_when_it_should_and_says_why(database: TestDatabase) {
    let (accounts, manual, server) = open(&database).await;
    assert_eq!(
        end(&accounts, &Token::random()).await,
        LinkError::Incomplete
    );
    let first = link(&accounts, &server).await;
    let second = link(&accounts, &server).await;
    assert_eq!(end(&accounts, &first).await, LinkError::Replaced);
    manual.advance(Duration::seconds(30 * 60 - 1));
    let id = accounts.recovery.open_link(&second).await.unwrap().id;
    manual.advance(Duration::seconds(1));
    assert_eq!(end(&accounts, &second).await, LinkError::Expired);
    let late = save_as(&accounts, &second, &id, NEW);
    assert!(matches!(
        late.await,
        Err(SavePasswordError::Link(LinkError::Expired))
    ));
    // Another password: whoever had the mail and not read it has nothing.
    let third = link(&accounts, &server).await;
    set_password(&accounts, NEW, false).await;
    assert_eq!(end(&accounts, &third).await, LinkError::Outdated);
    // A page that was made for one link is not sent with another.
    add(&accounts, "yuki", Some("yuki@example.test")).await;
    ask(&accounts, "yuki@example.test").await;
    let yuki = token_in(&newest(&server));
    let mixed = save_as(&accounts, &yuki, &id, NEW);
    assert!(matches!(
        mixed.await,
        Err(SavePasswordError::Link(LinkError::Mixed))
    ));
    manual.advance(Duration::days(8));
    assert_eq!(accounts.cleanup.run().await.unwrap().links, 4);
}

async fn of_two_who_use_a_link_at_once_one_changes_the_password(database: TestDatabase) {
    let (accounts, _, server) = open(&database).await;
    let token = link(&accounts, &server).await;
    let start = |text: String| {
        let (accounts, token) = (accounts.clone(), token.clone());
        tokio::spawn(async move { save(&accounts, &token, &text).await })
    };
    let tasks: Vec<_> = (0..8)
        .map(|number| start(format!("{NEW} number {number}")))
        .collect();
    let mut saved = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => saved += 1,
            Err(SavePasswordError::Link(LinkError::Used | LinkError::Outdated)) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!(saved, 1);
}

async fn a_mail_that_is_sent_twice_has_two_good_links(database: TestDatabase) {
    let (accounts, manual, server) = open(&database).await;
    server.behave(Behaviour::TakeAndHangUp);
    ask(&accounts, MIKA).await;
    manual.advance(Duration::minutes(1));
    server.behave(Behaviour::Accept);
    while accounts.mailer.send_next().await.unwrap() {}
    let mails = server.mails();
    let [one, two] = &mails[..] else {
        panic!("{mails:?}");
    };
    assert_eq!(one.message_id(), two.message_id());
    // Whichever of the two is opened, it works, and once.
    accounts.recovery.open_link(&token_in(two)).await.unwrap();
    save(&accounts, &token_in(one), NEW).await.unwrap();
    assert_eq!(end(&accounts, &token_in(two)).await, LinkError::Outdated);
}

async fn mails_are_limited_for_each_address_and_each_network(database: TestDatabase) {
    let (accounts, manual, server) = open(&database).await;
    for address in [MIKA, "nobody@example.test"] {
        for _ in 0..3 {
            ask(&accounts, address).await;
        }
        let email = Email::parse(address).unwrap();
        let refused = accounts.recovery.ask_for_reset(&email, &client()).await;
        let Err(AskForResetError::TooMany(Remaining::Until(_, wait))) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(wait, Duration::minutes(10), "{address}");
    }
    assert_eq!(server.mails().len(), 3);
    manual.advance(Duration::minutes(10));
    ask(&accounts, MIKA).await;
    // The network: what was refused for an address did not count.
    for number in 0..28 {
        ask(&accounts, &format!("nobody{number}@example.test")).await;
    }
    let other = Email::parse("other@example.test").unwrap();
    let refused = accounts.recovery.ask_for_reset(&other, &client()).await;
    assert!(matches!(refused, Err(AskForResetError::TooMany(_))));
    let unknown_browsers = Client {
        address: [192, 0, 2, 2].into(),
        ..client()
    };
    accounts
        .recovery
        .ask_for_reset(&other, &unknown_browsers)
        .await
        .unwrap();
}

async fn a_bad_password_spends_no_link(database: TestDatabase) {
    let (accounts, _, server) = open(&database).await;
    let token = link(&accounts, &server).await;
    for (text, expected) in [
        ("short", PolicyError::TooShort { min_length: 15 }),
        ("Mika@Example.Test", PolicyError::Name),
        ("passwordpassword", PolicyError::Common),
        (PASSWORD, PolicyError::Reused),
    ] {
        let refused = save(&accounts, &token, text).await;
        let Err(SavePasswordError::Password(NewPasswordError::Policy(error))) = refused else {
            panic!("{text}: {refused:?}");
        };
        assert_eq!(error, expected, "{text}");
    }
    save(&accounts, &token, NEW).await.unwrap();
}

async fn who_must_change_the_password_gets_no_session_before(database: TestDatabase) {
    let (accounts, manual, _server) = open(&database).await;
    set_password(&accounts, NEW, true).await;
    let entry = log_in_as(&accounts, "mika", NEW).await.unwrap().grant;
    let LoginGrant::NewPassword(token) = entry else {
        panic!("{entry:?}");
    };
    assert!(!is_in(&accounts, &token).await);
    assert_eq!(database.number("SELECT count(*) FROM sessions").await, 0);
    assert!(
        accounts
            .recovery
            .open_link(&token)
            .await
            .unwrap()
            .must_change
    );
    let kept = save(&accounts, &token, NEW).await;
    assert!(matches!(
        kept,
        Err(SavePasswordError::Password(NewPasswordError::Policy(
            PolicyError::Reused
        )))
    ));
    manual.advance(Duration::minutes(15));
    assert_eq!(end(&accounts, &token).await, LinkError::Expired);
    let entry = log_in_as(&accounts, "mika", NEW).await.unwrap().grant;
    let LoginGrant::NewPassword(token) = entry else {
        panic!("{entry:?}");
    };
    save(&accounts, &token, PASSWORD).await.unwrap();
    let session = log_in(&accounts).await.session().unwrap().clone();
    assert!(is_in(&accounts, &session).await);
}

async fn who_is_logged_in_changes_the_password_with_the_current_one(database: TestDatabase) {
    let (accounts, _, server) = open(&database).await;
    let here = log_in(&accounts).await;
    let session = here.session().unwrap().clone();
    let other = log_in(&accounts).await.session().unwrap().clone();
    let reset = link(&accounts, &server).await;
    let current_user = accounts
        .sessions
        .current_user(&session, Origin::default())
        .await
        .unwrap()
        .unwrap();
    let change = |current: &str, new: &str, end_others| {
        let change = ChangePassword {
            current: OwnPassword {
                password: password(current),
                session: session.clone(),
                device: Some(here.device.clone()),
                client: client(),
            },
            new: password(new),
            end_others,
        };
        accounts
            .own_account
            .change_password(current_user.clone(), change)
    };
    let wrong = change(WRONG, NEW, true).await;
    assert!(matches!(
        wrong,
        Err(ChangePasswordError::Current(OwnPasswordError::Wrong {
            left: None
        }))
    ));
    let reused = change(PASSWORD, PASSWORD, true).await;
    assert!(matches!(
        reused,
        Err(ChangePasswordError::New(NewPasswordError::Policy(
            PolicyError::Reused
        )))
    ));
    change(PASSWORD, NEW, false).await.unwrap();
    assert!(is_in(&accounts, &session).await && is_in(&accounts, &other).await);
    assert_eq!(end(&accounts, &reset).await, LinkError::Outdated);
    change(NEW, PASSWORD, true).await.unwrap();
    assert!(is_in(&accounts, &session).await);
    assert!(!is_in(&accounts, &other).await);
    while accounts.mailer.send_next().await.unwrap() {}
    assert_eq!(newest(&server).subject(), "Your password was changed");
    // Whoever sits down at a browser that was left open cannot guess on: ten, and it is locked.
    for _ in 0..9 {
        let wrong = change(WRONG, NEW, true).await;
        assert!(matches!(
            wrong,
            Err(ChangePasswordError::Current(OwnPasswordError::Wrong { .. }))
        ));
    }
    assert!(matches!(
        change(WRONG, NEW, true).await,
        Err(ChangePasswordError::Current(OwnPasswordError::Locked(_)))
    ));
    assert!(matches!(
        change(PASSWORD, NEW, true).await,
        Err(ChangePasswordError::Current(OwnPasswordError::Locked(_)))
    ));
}

async fn a_link_and_an_account_try_a_bounded_number_of_passwords(database: TestDatabase) {
    let (accounts, manual, server) = open(&database).await;
    let here = log_in(&accounts).await;
    let current_user = current_user_of(&accounts, &here).await;
    let token = link(&accounts, &server).await;
    let change = || {
        let change = ChangePassword {
            current: OwnPassword {
                password: password(PASSWORD),
                session: here.session().unwrap().clone(),
                device: None,
                client: client(),
            },
            new: password(PASSWORD),
            end_others: false,
        };
        accounts
            .own_account
            .change_password(current_user.clone(), change)
    };
    let reused = PolicyError::Reused;
    for _ in 0..PASSWORDS_CHOSEN.holds {
        let tried = save(&accounts, &token, PASSWORD).await;
        assert!(
            matches!(tried, Err(SavePasswordError::Password(NewPasswordError::Policy(error))) if error == reused)
        );
        let tried = change().await;
        assert!(
            matches!(tried, Err(ChangePasswordError::New(NewPasswordError::Policy(error))) if error == reused)
        );
    }
    // Also the one that would do.
    let tried = save(&accounts, &token, NEW).await;
    assert!(
        matches!(tried, Err(SavePasswordError::TooMany(_))),
        "{tried:?}"
    );
    let tried = change().await;
    assert!(
        matches!(tried, Err(ChangePasswordError::TooMany(_))),
        "{tried:?}"
    );
    manual.advance(PASSWORDS_CHOSEN.drains);
    save(&accounts, &token, NEW).await.unwrap();
}

async fn the_name_for_people_is_no_password(database: TestDatabase) {
    let (accounts, _, server) = open(&database).await;
    let confirmed_admin = confirmed(&accounts).await;
    let id = id_of_mika(&accounts).await;
    let (version, mut named) = fields(&accounts, confirmed_admin.admin(), id).await;
    named.display_name = DisplayName::parse("Mika Examplesdottir").unwrap();
    let saved = accounts.users.save(
        confirmed_admin.admin(),
        Some(confirmed_admin),
        id,
        version,
        &named,
    );
    saved.await.unwrap();
    let token = link(&accounts, &server).await;
    for (text, expected) in [
        ("MIKA examplesdottir", PolicyError::Name),
        ("Examplesdottir2026", PolicyError::Name),
        ("Examplesdottir12345", PolicyError::Common),
    ] {
        let tried = save(&accounts, &token, text).await;
        assert!(
            matches!(tried, Err(SavePasswordError::Password(NewPasswordError::Policy(error))) if error == expected),
            "{tried:?}"
        );
    }
}
