//! Accounts of a test's own, whose clock the test moves.

use accounts::client::{Client, Origin};
use accounts::clock::{Clock, ManualClock};
use accounts::current_user::{Admin, ConfirmedAdmin, CurrentUser};
use accounts::login::{LoginAttempt, LoginError, LoginRecord, LoginSuccess};
use accounts::mail::Delivery;
use accounts::secret::{RequestId, Token};
use accounts::users::{UserFields, UserSearch};
use accounts::{Accounts, OpenError, Options};
use model::email::Email;
use model::finding::Findings;
use model::locale::Locale;
use model::login_name::{LoginName, TypedName};
use model::password::Password;
use model::timestamp::{Duration, Timestamp};
use model::user::{DisplayName, Role, Status};
use testkit::TestDatabase;

pub(crate) const CHEAP: &str = "m=64,t=1,p=1";
pub(crate) const PASSWORD: &str = "eleven quiet lanterns";
pub(crate) const WRONG: &str = "some wrong password";

pub(crate) async fn open_at(database: &TestDatabase, cost: &str) -> (Accounts, ManualClock) {
    open_url(database.url(), cost).await.unwrap()
}

/// The same at any address, or why not.
pub(crate) async fn open_url(url: &str, cost: &str) -> Result<(Accounts, ManualClock), OpenError> {
    let (clock, manual) = Clock::manual(Timestamp(1_700_000_000_000));
    let options = Options {
        hashing_cost: cost.parse().unwrap(),
        ..testkit::options(url, clock)
    };
    Ok((Accounts::open(options).await?, manual))
}

/// Accounts whose mails go to `smtp_url`.
pub(crate) async fn open_with_mail(
    database: &TestDatabase,
    smtp_url: &str,
) -> (Accounts, ManualClock) {
    let (clock, manual) = Clock::manual(Timestamp(1_700_000_000_000));
    let mut options = testkit::options(database.url(), clock);
    options.mail.delivery = Delivery::Smtp(smtp_url.parse().unwrap());
    let accounts = Accounts::open(options).await.unwrap();
    add(&accounts, "Mika", Some("mika@example.test")).await;
    (accounts, manual)
}

pub(crate) async fn open(database: &TestDatabase) -> (Accounts, ManualClock) {
    let (accounts, manual) = open_at(database, CHEAP).await;
    add(&accounts, "Mika", Some("mika@example.test")).await;
    (accounts, manual)
}

pub(crate) async fn made_setup_code(accounts: &Accounts) -> String {
    let code = accounts.setup.make_code().await.unwrap();
    code.expect("nobody is there yet").reveal().to_owned()
}

pub(crate) async fn add(accounts: &Accounts, name: &str, email: Option<&str>) {
    let user = UserFields {
        email: email.map(|email| Email::parse(email).unwrap()),
        role: Role::User,
        ..UserFields::new(LoginName::parse(name).unwrap())
    };
    accounts
        .users
        .add(&user, &password(PASSWORD))
        .await
        .unwrap();
}

pub(crate) fn password(text: &str) -> Password {
    Password::parse(text).unwrap()
}

pub(crate) fn attempt(name: &str, text: &str) -> LoginAttempt {
    LoginAttempt {
        name: TypedName::parse(name).unwrap(),
        password: password(text),
        keep: false,
        client: Client {
            address: [192, 0, 2, 1].into(),
            user_agent: "Mozilla/5.0".to_owned(),
            locale: Locale::En,
            request: RequestId::random(),
        },
        session: None,
        device: None,
        report_code: None,
        noticed: Findings::default(),
    }
}

/// Somebody logs in, or tries to, from a browser that nobody knows.
pub(crate) async fn log_in_as(
    accounts: &Accounts,
    name: &str,
    text: &str,
) -> Result<LoginSuccess, LoginError> {
    accounts.login.log_in(attempt(name, text)).await
}

pub(crate) async fn log_in(accounts: &Accounts) -> LoginSuccess {
    log_in_as(accounts, "mika", PASSWORD).await.unwrap()
}

pub(crate) async fn is_in(accounts: &Accounts, token: &Token) -> bool {
    accounts
        .sessions
        .current_user(token, Origin::default())
        .await
        .unwrap()
        .is_some()
}

/// What an administrator sees of an account's attempts, the newest first.
pub(crate) async fn attempts_of(accounts: &Accounts, user_id: i64) -> Vec<LoginRecord> {
    accounts.attempts.flush_rejected().await.unwrap();
    let proof = administrator(accounts).await;
    accounts
        .attempts
        .of_user(proof, user_id, 1000)
        .await
        .unwrap()
}

pub(crate) async fn administrator(accounts: &Accounts) -> Admin {
    confirmed(accounts).await.admin()
}

/// Whoever logs in with [`PASSWORD`].
pub(crate) async fn current_user(accounts: &Accounts, name: &str) -> CurrentUser {
    let logged_in = log_in_as(accounts, name, PASSWORD).await.unwrap();
    current_user_of(accounts, &logged_in).await
}

pub(crate) async fn current_user_of(accounts: &Accounts, logged_in: &LoginSuccess) -> CurrentUser {
    let origin = attempt("anybody", PASSWORD).client.origin();
    let current_user = accounts
        .sessions
        .current_user(logged_in.session().unwrap(), origin);
    current_user.await.unwrap().unwrap()
}

/// The administrator `sora`, who has just entered her password.
pub(crate) async fn confirmed(accounts: &Accounts) -> ConfirmedAdmin {
    let user = UserFields {
        role: Role::Administrator,
        ..UserFields::new(LoginName::parse("sora").unwrap())
    };
    // The second time the name is taken, which is as good.
    let _ = accounts.users.add(&user, &password(PASSWORD)).await;
    confirmed_as(accounts, "sora").await
}

/// Another one.
pub(crate) async fn confirmed_as(accounts: &Accounts, name: &str) -> ConfirmedAdmin {
    current_user(accounts, name)
        .await
        .confirmed_admin()
        .unwrap()
}

pub(crate) async fn id_of_mika(accounts: &Accounts) -> i64 {
    let proof = administrator(accounts).await;
    id_of(accounts, proof, "mika").await
}

/// The first whom a search for `name` finds.
pub(crate) async fn id_of(accounts: &Accounts, proof: Admin, name: &str) -> i64 {
    let search = UserSearch {
        text: name.to_owned(),
        ..UserSearch::default()
    };
    let page = accounts.users.list(proof, &search).await.unwrap();
    page.users[0].user.id
}

/// The fields of a user as they are.
pub(crate) async fn fields(accounts: &Accounts, proof: Admin, id: i64) -> (i32, UserFields) {
    let user = accounts
        .users
        .details(proof, id)
        .await
        .unwrap()
        .unwrap()
        .user;
    let email = user.email.map(|email| Email::parse(&email).unwrap());
    let fields = UserFields {
        display_name: DisplayName::parse(&user.display_name).unwrap(),
        email,
        language: user.language,
        role: user.role,
        status: user.status,
        ..UserFields::new(LoginName::parse(&user.login_name).unwrap())
    };
    (user.version, fields)
}

pub(crate) async fn set_status(accounts: &Accounts, name: &str, status: Status) {
    let proof = administrator(accounts).await;
    let id = id_of(accounts, proof, name).await;
    accounts
        .users
        .set_status(proof, None, id, status)
        .await
        .unwrap();
}

/// How long entries of the audit log are kept.
pub(crate) async fn kept(accounts: &Accounts) -> Duration {
    accounts.settings.in_force().await.unwrap().log_retention()
}
