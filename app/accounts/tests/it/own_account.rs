//! What people see and change of their own account, and what they are told by mail.

use accounts::Accounts;
use accounts::account::{AskForEmailError, ConfirmEmailError, SetLanguageError};
use accounts::current_user::CurrentUser;
use accounts::secret::Token;
use accounts::settings::Setting;
use accounts::users::UserFields;
use model::bucket::LANGUAGE_CHANGES;
use model::email::Email;
use model::link::LinkError;
use model::locale::Locale;
use model::login_attempt::LoginOutcome;
use model::login_name::LoginName;
use model::timestamp::Duration;
use model::user::{Language, Role};
use testkit::{MailServer, ReceivedMail, TestDatabase, on_each_database};

use crate::harness::{
    PASSWORD, attempt, confirmed, current_user, id_of_mika, is_in, log_in, log_in_as, open,
    open_with_mail, password,
};

on_each_database! {
    a_new_address_is_confirmed_by_a_link_to_it
    a_link_to_an_address_is_good_for_nothing_else
    a_link_to_an_address_ends_with_what_ends_links
    a_new_address_takes_the_own_password
    nobody_has_mails_sent_to_strangers_without_end
    sessions_are_seen_and_ended
    a_stranger_s_attempt_is_seen
    a_new_browser_is_told_of_once_an_hour
    whoever_gets_other_rights_is_told
    the_own_language_is_changed
}

const NEW: &str = "mika@other.test";

async fn send(accounts: &Accounts) {
    while accounts.mailer.send_next().await.unwrap() {}
}

async fn ask(
    accounts: &Accounts,
    current_user: &CurrentUser,
    email: &str,
) -> Result<(), AskForEmailError> {
    let client = attempt("mika", PASSWORD).client;
    let email = Email::parse(email).unwrap();
    accounts
        .own_account
        .ask_for_email(current_user, &email, &client)
        .await
}

/// Asks, and gives the link's token.
async fn link(accounts: &Accounts, server: &MailServer, current_user: &CurrentUser) -> Token {
    ask(accounts, current_user, NEW).await.unwrap();
    send(accounts).await;
    token_in(&server.mails().pop().unwrap())
}

fn token_in(mail: &ReceivedMail) -> Token {
    let link = mail.link("https://login.example.test/confirm-email/link?token=");
    Token::parse(link.split_once('=').unwrap().1).unwrap()
}

async fn confirm(
    accounts: &Accounts,
    current_user: &CurrentUser,
    token: &Token,
) -> Result<(), ConfirmEmailError> {
    let client = attempt("mika", PASSWORD).client;
    let id = accounts.own_account.open_email_link(token).await?.id;
    accounts
        .own_account
        .confirm_email(current_user, token, &id, &client)
        .await
}

fn why(result: Result<(), ConfirmEmailError>) -> LinkError {
    match result {
        Err(ConfirmEmailError::Link(error)) => error,
        other => panic!("{other:?}"),
    }
}

async fn email_of(accounts: &Accounts) -> Option<String> {
    current_user(accounts, "mika").await.email
}

async fn a_new_address_is_confirmed_by_a_link_to_it(database: TestDatabase) {
    let server = MailServer::start().await;
    let (accounts, _) = open_with_mail(&database, &server.url()).await;
    let mika = current_user(&accounts, "mika").await;
    let same = ask(&accounts, &mika, "mika@example.test").await;
    assert!(matches!(same, Err(AskForEmailError::Same)), "{same:?}");
    let first = link(&accounts, &server, &mika).await;
    let mail = server.mails().pop().unwrap();
    assert_eq!(
        (mail.to.as_str(), mail.subject().as_str()),
        (NEW, "Confirm your new e-mail address")
    );
    // Opening it, however often, changes nothing.
    for _ in 0..3 {
        let opened = accounts.own_account.open_email_link(&first).await.unwrap();
        assert_eq!(
            (opened.email.as_str(), opened.login_name.as_str()),
            (NEW, "Mika")
        );
    }
    assert_eq!(
        email_of(&accounts).await.as_deref(),
        Some("mika@example.test")
    );
    // A newer one takes its place.
    let token = link(&accounts, &server, &mika).await;
    assert_eq!(
        why(confirm(&accounts, &mika, &first).await),
        LinkError::Replaced
    );
    confirm(&accounts, &mika, &token).await.unwrap();
    assert_eq!(email_of(&accounts).await.as_deref(), Some(NEW));
    assert_eq!(
        why(confirm(&accounts, &mika, &token).await),
        LinkError::Used
    );
    // The address that it was is told; the login goes by the new one.
    send(&accounts).await;
    let changed = |mail: &ReceivedMail| mail.subject() == "Your e-mail address was changed";
    let notice = server.mails().into_iter().find(changed).unwrap();
    assert_eq!(notice.to, "mika@example.test");
    assert!(notice.text().contains("192.0.2.1"), "{}", notice.text());
    log_in_as(&accounts, NEW, PASSWORD).await.unwrap();
    log_in_as(&accounts, "mika@example.test", PASSWORD)
        .await
        .unwrap_err();
    // Of two who press the button at once, one is told.
    let mika = current_user(&accounts, "mika").await;
    ask(&accounts, &mika, "mika@third.test").await.unwrap();
    send(&accounts).await;
    let token = token_in(&server.mails().pop().unwrap());
    let (a, b) = tokio::join!(
        confirm(&accounts, &mika, &token),
        confirm(&accounts, &mika, &token)
    );
    assert_eq!([a, b].iter().filter(|done| done.is_ok()).count(), 1);
}

async fn a_link_to_an_address_is_good_for_nothing_else(database: TestDatabase) {
    let server = MailServer::start().await;
    let (accounts, _) = open_with_mail(&database, &server.url()).await;
    let mika = current_user(&accounts, "mika").await;
    let token = link(&accounts, &server, &mika).await;
    // Whoever reads mails to an address that is not confirmed chooses no password.
    accounts.recovery.open_link(&token).await.unwrap_err();
    let id = accounts
        .own_account
        .open_email_link(&token)
        .await
        .unwrap()
        .id;
    let client = attempt("mika", PASSWORD).client;
    let saved = accounts
        .recovery
        .save_password(&token, &id, &password("eight blue teapots"), None, &client)
        .await;
    saved.unwrap_err();
    // Nor does a link to a password confirm an address.
    let own = Email::parse("mika@example.test").unwrap();
    accounts
        .recovery
        .ask_for_reset(&own, &client)
        .await
        .unwrap();
    send(&accounts).await;
    let mail = server.mails().pop().unwrap();
    let link = mail.link("https://login.example.test/reset-password/link?token=");
    let reset = Token::parse(link.split_once('=').unwrap().1).unwrap();
    assert_eq!(
        why(confirm(&accounts, &mika, &reset).await),
        LinkError::Incomplete
    );
    let guess = Token::random();
    assert_eq!(
        why(confirm(&accounts, &mika, &guess).await),
        LinkError::Incomplete
    );
    // A page that was made for another link.
    let mixed = accounts
        .own_account
        .confirm_email(&mika, &token, "another", &client)
        .await;
    assert_eq!(why(mixed), LinkError::Mixed);
    assert_eq!(
        email_of(&accounts).await.as_deref(),
        Some("mika@example.test")
    );
    // Nor does it for whoever reads the mailbox, and is somebody else.
    crate::harness::add(&accounts, "stranger", None).await;
    let stranger = current_user(&accounts, "stranger").await;
    let theirs = confirm(&accounts, &stranger, &token).await;
    assert_eq!(why(theirs), LinkError::Mixed);
    confirm(&accounts, &mika, &token).await.unwrap();
}

async fn a_link_to_an_address_ends_with_what_ends_links(database: TestDatabase) {
    let server = MailServer::start().await;
    let (accounts, manual) = open_with_mail(&database, &server.url()).await;
    let (proof, id) = (confirmed(&accounts).await, id_of_mika(&accounts).await);
    let mika = current_user(&accounts, "mika").await;
    let token = link(&accounts, &server, &mika).await;
    manual.advance(Duration::hours(24));
    assert_eq!(
        why(confirm(&accounts, &mika, &token).await),
        LinkError::Expired
    );
    let mika = current_user(&accounts, "mika").await;
    let token = link(&accounts, &server, &mika).await;
    // Somebody who got in by a password that is changed now; nor does a mail leave that still waits.
    ask(&accounts, &mika, "mika@waiting.test").await.unwrap();
    let new = password("eight blue teapots");
    let set = accounts.users.set_password(proof, id, &new);
    set.await.unwrap();
    assert_eq!(
        why(confirm(&accounts, &mika, &token).await),
        LinkError::Outdated
    );
}

async fn a_new_address_takes_the_own_password(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    let logged_in = log_in(&accounts).await;
    manual.advance(Duration::minutes(15));
    let client = attempt("mika", PASSWORD).client;
    let token = logged_in.session().unwrap();
    let mika = accounts
        .sessions
        .current_user(token, client.origin())
        .await
        .unwrap()
        .unwrap();
    let refused = ask(&accounts, &mika, NEW).await;
    assert!(
        matches!(refused, Err(AskForEmailError::PasswordNeeded)),
        "{refused:?}"
    );
    assert_eq!(database.number("SELECT count(*) FROM mails").await, 0);
}

async fn nobody_has_mails_sent_to_strangers_without_end(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let mika = current_user(&accounts, "mika").await;
    for number in 0..5 {
        ask(&accounts, &mika, &format!("stranger{number}@example.test"))
            .await
            .unwrap();
    }
    // Only the last one is meant.
    assert_eq!(database.number("SELECT count(*) FROM mails").await, 1);
    let refused = ask(&accounts, &mika, "another@example.test").await;
    assert!(
        matches!(refused, Err(AskForEmailError::TooMany(_))),
        "{refused:?}"
    );
}

async fn sessions_are_seen_and_ended(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    let old = log_in(&accounts).await;
    manual.advance(Duration::minutes(30));
    let other = log_in(&accounts).await;
    let mika = current_user(&accounts, "mika").await;
    let sora = confirmed(&accounts).await;
    let seen = accounts.own_account.overview(&mika).await.unwrap().sessions;
    assert_eq!(seen.len(), 3);
    assert_eq!(seen.iter().filter(|session| session.is_this).count(), 1);
    assert!(seen[0].last_used_at >= seen[2].last_used_at);
    assert_eq!(seen[0].user_agent, "Mozilla/5.0");
    // Somebody else's is nobody's.
    let hers = database
        .number("SELECT max(id) FROM sessions WHERE user_id <> (SELECT id FROM users WHERE login_name_key = 'mika')")
        .await;
    assert!(!accounts.sessions.end_own(&mika, hers).await.unwrap());
    assert!(accounts.sessions.end_own(&mika, seen[2].id).await.unwrap());
    assert!(!is_in(&accounts, old.session().unwrap()).await);
    assert!(is_in(&accounts, other.session().unwrap()).await);
    accounts.sessions.end_own_others(&mika).await.unwrap();
    assert!(!is_in(&accounts, other.session().unwrap()).await);
    let left = accounts.own_account.overview(&mika).await.unwrap().sessions;
    assert_eq!(left.len(), 1);
    assert!(left[0].is_this);
    // What has ended by itself is not shown.
    manual.advance(Duration::hours(1));
    assert_eq!(
        accounts.own_account.overview(&mika).await.unwrap().sessions,
        []
    );
    let sessions = database.number("SELECT count(*) FROM sessions").await;
    assert!(sessions > 0, "the administrator's is still there: {sora:?}");
}

async fn a_stranger_s_attempt_is_seen(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let mika = current_user(&accounts, "mika").await;
    let mut stranger = attempt("mika", "some wrong password");
    stranger.client.address = [198, 51, 100, 7].into();
    accounts.login.log_in(stranger).await.unwrap_err();
    let attempts = accounts.own_account.overview(&mika).await.unwrap().attempts;
    assert_eq!(attempts[0].outcome, LoginOutcome::WrongPassword);
    assert_eq!(attempts[0].client_address, "198.51.100.7");
    assert_eq!(attempts[1].outcome, LoginOutcome::LoggedIn);
}

async fn a_new_browser_is_told_of_once_an_hour(database: TestDatabase) {
    let server = MailServer::start().await;
    let (accounts, manual) = open_with_mail(&database, &server.url()).await;
    let first = log_in(&accounts).await;
    send(&accounts).await;
    assert_eq!(server.mails().len(), 0, "the very first browser is no news");
    let mut known = attempt("mika", PASSWORD);
    known.device = Some(first.device);
    accounts.login.log_in(known).await.unwrap();
    send(&accounts).await;
    assert_eq!(server.mails().len(), 0);
    let second = log_in(&accounts).await;
    send(&accounts).await;
    let mail = server.mails().pop().unwrap();
    assert_eq!(mail.subject(), "Somebody logged in from a new browser");
    assert_eq!(mail.to, "mika@example.test");
    assert!(mail.text().contains("192.0.2.1"), "{}", mail.text());
    let mut known = attempt("mika", PASSWORD);
    known.device = Some(second.device);
    accounts.login.log_in(known).await.unwrap();
    // Who clicks twice sends two forms with the same token, of which one is answered.
    let mut twice = attempt("mika", PASSWORD);
    twice.device = Some(log_in(&accounts).await.device);
    manual.advance(Duration::hours(1));
    let before = server.mails().len();
    let both = tokio::join!(
        accounts.login.log_in(twice.clone()),
        accounts.login.log_in(twice.clone())
    );
    assert!(both.0.is_ok() && both.1.is_ok());
    send(&accounts).await;
    assert_eq!(server.mails().len(), before);
    manual.advance(Duration::minutes(1));
    accounts.login.log_in(twice).await.unwrap();
    send(&accounts).await;
    assert_eq!(server.mails().len(), before + 1, "it is a copy by now");
    manual.advance(Duration::hours(1));
    // Whoever makes many makes no more mails.
    for _ in 0..30 {
        manual.advance(Duration::minutes(1));
        log_in(&accounts).await;
    }
    send(&accounts).await;
    assert_eq!(server.mails().len(), before + 2);
    manual.advance(Duration::minutes(31));
    log_in(&accounts).await;
    send(&accounts).await;
    assert_eq!(server.mails().len(), before + 3);
    manual.advance(Duration::hours(1));
    accounts
        .settings
        .set(Setting::NewBrowserNotice, "off")
        .await
        .unwrap();
    log_in(&accounts).await;
    send(&accounts).await;
    assert_eq!(server.mails().len(), before + 3);
}

async fn whoever_gets_other_rights_is_told(database: TestDatabase) {
    let server = MailServer::start().await;
    let (accounts, _) = open_with_mail(&database, &server.url()).await;
    let (proof, id) = (confirmed(&accounts).await, id_of_mika(&accounts).await);
    let user = accounts
        .users
        .info(proof.admin(), id)
        .await
        .unwrap()
        .unwrap();
    let fields = UserFields {
        email: Some(Email::parse("mika@example.test").unwrap()),
        role: Role::Administrator,
        ..UserFields::new(LoginName::parse("Mika").unwrap())
    };
    let saved = accounts
        .users
        .save(proof.admin(), Some(proof), id, user.version, &fields);
    saved.await.unwrap();
    send(&accounts).await;
    let mail = server.mails().pop().unwrap();
    assert_eq!(mail.subject(), "Your rights were changed");
    assert!(
        mail.text().contains("is an administrator now"),
        "{}",
        mail.text()
    );
}

async fn the_own_language_is_changed(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let mika = current_user(&accounts, "mika").await;
    accounts
        .own_account
        .set_language(&mika, Language::Of(Locale::Ja))
        .await
        .unwrap();
    let own = accounts.own_account.overview(&mika).await.unwrap();
    assert_eq!(own.language, Language::Of(Locale::Ja));
    // It stops nobody who edits the account or imports a file meanwhile.
    let newer = "SELECT count(*) FROM users WHERE login_name_key = 'mika' AND version > 1";
    assert_eq!(database.number(newer).await, 0);
    // Nor does it fill the log.
    let mut changes = 1;
    let refused = loop {
        let language = match changes % 2 {
            0 => Language::Of(Locale::Ja),
            _ => Language::Of(Locale::En),
        };
        match accounts.own_account.set_language(&mika, language).await {
            Ok(()) => changes += 1,
            Err(error) => break error,
        }
    };
    assert!(
        matches!(refused, SetLanguageError::TooMany(_)),
        "{refused:?}"
    );
    assert_eq!(changes, LANGUAGE_CHANGES.holds);
}
