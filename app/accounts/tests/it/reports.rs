//! Settings, and what somebody who cannot log in hands to their administrator.

use accounts::client::Client;
use accounts::login::LoginAttempt;
use accounts::recovery::AskForResetError;
use accounts::reports::{MakeReportError, Reports};
use accounts::settings::SetError;
use accounts::settings::{Setting, SettingError};
use accounts::{Accounts, StoreError};
use model::bucket::REPORTS_FROM_NETWORK;
use model::email::Email;
use model::finding::Findings;
use model::lockout::Remaining;
use model::report::ReportCode;
use model::timestamp::Duration;
use testkit::{TestDatabase, on_each_database};

use crate::harness::{
    CHEAP, PASSWORD, WRONG, add, attempt, attempts_of, id_of_mika, log_in_as, open_at,
};

on_each_database! {
    a_setting_is_in_force_on_every_server_within_five_seconds
    where_it_is_switched_off_nobody_resets_by_mail
    the_code_of_a_browser_finds_its_last_attempt
    a_report_reads_back_and_a_newer_one_takes_its_place
    reports_are_limited_and_forgotten
    an_attempt_keeps_what_the_browser_warned_of
}

fn tried(name: &str, text: &str, code: ReportCode) -> LoginAttempt {
    LoginAttempt {
        report_code: Some(code),
        ..attempt(name, text)
    }
}

fn client() -> Client {
    attempt("mika", WRONG).client
}

async fn allowed(accounts: &Accounts) -> Result<bool, StoreError> {
    Ok(accounts.settings.in_force().await?.allows_reset())
}

async fn a_setting_is_in_force_on_every_server_within_five_seconds(database: TestDatabase) {
    let (one, _) = open_at(&database, CHEAP).await;
    let (other, manual) = open_at(&database, CHEAP).await;
    assert!(allowed(&other).await.unwrap());
    one.settings.set(Setting::AllowReset, "off").await.unwrap();
    assert!(!allowed(&one).await.unwrap(), "at once where it was set");
    manual.advance(Duration::seconds(4));
    assert!(allowed(&other).await.unwrap());
    manual.advance(Duration::seconds(1));
    assert!(!allowed(&other).await.unwrap());
    let wrong = one.settings.set(Setting::AllowReset, "perhaps").await;
    assert!(matches!(
        wrong,
        Err(SetError::Value(SettingError::NotOnOrOff))
    ));
    manual.advance(Duration::seconds(5));
    assert!(!allowed(&other).await.unwrap());
}

async fn where_it_is_switched_off_nobody_resets_by_mail(database: TestDatabase) {
    let (accounts, _) = open_at(&database, CHEAP).await;
    add(&accounts, "Mika", Some("mika@example.test")).await;
    let mika = Email::parse("mika@example.test").unwrap();
    accounts
        .recovery
        .ask_for_reset(&mika, &client())
        .await
        .unwrap();
    accounts
        .settings
        .set(Setting::AllowReset, "off")
        .await
        .unwrap();
    let asked = accounts.recovery.ask_for_reset(&mika, &client()).await;
    assert!(matches!(asked, Err(AskForResetError::SwitchedOff)));
    // What was asked for before is not sent any more.
    let mails = "SELECT count(*) FROM mails";
    assert_eq!(database.number(mails).await, 1);
    assert!(accounts.mailer.send_next().await.unwrap());
    assert_eq!(database.number(mails).await, 0);
}

async fn the_code_of_a_browser_finds_its_last_attempt(database: TestDatabase) {
    let (accounts, manual) = open_at(&database, CHEAP).await;
    add(&accounts, "Mika", None).await;
    // The same is told whether anybody has that name or not.
    for name in ["mika", "nobody"] {
        let (code, stranger) = (Reports::new_code(), Reports::new_code());
        assert_eq!(accounts.reports.last_attempt(code).await.unwrap(), None);
        accounts
            .login
            .log_in(tried(name, WRONG, code))
            .await
            .unwrap_err();
        let last = accounts.reports.last_attempt(code).await.unwrap().unwrap();
        assert_eq!((last.at, last.lock), (accounts.now(), None));
        for _ in 0..9 {
            accounts
                .login
                .log_in(tried(name, WRONG, code))
                .await
                .unwrap_err();
        }
        manual.advance(Duration::minutes(1));
        let last = accounts.reports.last_attempt(code).await.unwrap().unwrap();
        let end = accounts.now().after(Duration::minutes(2));
        let left = Remaining::Until(end, Duration::minutes(2));
        assert_eq!(last.lock, Some(left));
        assert_eq!(accounts.reports.last_attempt(stranger).await.unwrap(), None);
        manual.advance(Duration::minutes(2));
        assert_eq!(
            accounts
                .reports
                .last_attempt(code)
                .await
                .unwrap()
                .unwrap()
                .lock,
            None
        );
        manual.advance(Duration::days(1));
        assert_eq!(accounts.reports.last_attempt(code).await.unwrap(), None);
    }
}

async fn a_report_reads_back_and_a_newer_one_takes_its_place(database: TestDatabase) {
    let (accounts, manual) = open_at(&database, CHEAP).await;
    let code = Reports::new_code();
    assert_eq!(accounts.reports.find(code).await.unwrap(), None);
    for (name, findings) in [("mika", "caps-lock cookies+"), ("m\r\nika", "")] {
        manual.advance(Duration::minutes(1));
        let findings = Findings::parse(findings);
        let made = accounts.reports.add(code, name, &findings, &client()).await;
        made.unwrap();
        let report = accounts.reports.find(code).await.unwrap().unwrap();
        assert_eq!(report.login_name, "mika");
        assert_eq!(report.findings, findings);
        assert_eq!(report.created_at, accounts.now());
    }
    let reports = "SELECT count(*) FROM reports";
    assert_eq!(database.number(reports).await, 1);
}

async fn reports_are_limited_and_forgotten(database: TestDatabase) {
    let (accounts, manual) = open_at(&database, CHEAP).await;
    let make = async || {
        let code = Reports::new_code();
        let findings = Findings::default();
        accounts.reports.add(code, "", &findings, &client()).await
    };
    for _ in 0..REPORTS_FROM_NETWORK.holds {
        make().await.unwrap();
    }
    assert!(matches!(make().await, Err(MakeReportError::TooMany(_))));
    manual.advance(REPORTS_FROM_NETWORK.drains);
    make().await.unwrap();
    manual.advance(Duration::days(31));
    let cleaned = accounts.cleanup.run().await.unwrap();
    assert_eq!(cleaned.reports, u64::from(REPORTS_FROM_NETWORK.holds) + 1);
}

async fn an_attempt_keeps_what_the_browser_warned_of(database: TestDatabase) {
    let (accounts, _) = open_at(&database, CHEAP).await;
    add(&accounts, "Mika", None).await;
    let noticed = Findings::parse("name-space caps-lock");
    let warned = LoginAttempt {
        noticed: noticed.clone(),
        ..attempt("mika", WRONG)
    };
    accounts.login.log_in(warned).await.unwrap_err();
    log_in_as(&accounts, "mika", PASSWORD).await.unwrap();
    let attempts = attempts_of(&accounts, id_of_mika(&accounts).await).await;
    assert_eq!(attempts[0].noticed, Findings::default());
    assert_eq!(attempts[1].noticed, noticed);
}
