//! What operators watch.

use testkit::{TestDatabase, header, on_each_database};

use crate::harness::{PASSWORD, TestPortal, Wishes};

on_each_database! {
    figures_tell_how_it_goes_and_of_nobody
    figures_are_had_while_the_database_is_gone
}

const WRONG: &str = "some wrong password";

/// What the listener for metrics says.
async fn read(portal: &TestPortal) -> String {
    let answer = portal.browser().client.get(&portal.metrics_url);
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let kind = header(&answer, "content-type");
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    answer.text().await.unwrap()
}

/// The number behind a name and its labels.
fn figure(text: &str, name: &str) -> Option<u64> {
    let rest = |line: &str| Some(line.strip_prefix(name)?.strip_prefix(' ')?.parse().unwrap());
    text.lines().find_map(rest)
}

async fn figures_tell_how_it_goes_and_of_nobody(database: TestDatabase) {
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let browser = portal.browser();
    browser.log_in("mika", PASSWORD).await;
    for name in ["nobody-there", "gone", "mika"] {
        browser.log_in(name, WRONG).await;
    }
    let stranger = portal.browser();
    for _ in 0..12 {
        stranger.log_in("sora", WRONG).await;
    }
    browser.get("/account?secret=shibboleth").await;
    browser.get("/shibboleth").await;
    let text = read(&portal).await;
    let login = |end: &str| figure(&text, &format!("latchkey_logins_total{{end=\"{end}\"}}"));
    assert_eq!(login("logged_in"), Some(1), "{text}");
    // The tenth wrong one locks, and says so.
    assert_eq!(login("refused"), Some(3 + 9));
    assert_eq!(login("locked"), Some(3));
    assert_eq!(login("busy"), Some(0));
    assert_eq!(figure(&text, "latchkey_accounts_locked"), Some(1));
    assert_eq!(figure(&text, "latchkey_passwords_waiting"), Some(0));
    assert_eq!(figure(&text, "latchkey_database_up"), Some(1));
    assert_eq!(figure(&text, "latchkey_mails_failed"), Some(0));
    let requests = |kind: &str, status: &str| {
        let name = "latchkey_request_duration_seconds_count";
        figure(
            &text,
            &format!("{name}{{kind=\"{kind}\",status=\"{status}\"}}"),
        )
    };
    assert_eq!(requests("form", "3xx"), Some(1));
    assert_eq!(requests("form", "4xx"), Some(3 + 12));
    assert_eq!(requests("page", "2xx"), Some(1));
    assert_eq!(requests("page", "4xx"), Some(1));
    for somebodys in [
        "mika",
        "sora",
        "nobody-there",
        "shibboleth",
        "127.0.0.1",
        PASSWORD,
    ] {
        assert!(!text.contains(somebodys), "{somebodys}: {text}");
    }
    assert!(text.ends_with("# EOF\n"));
}

async fn figures_are_had_while_the_database_is_gone(database: TestDatabase) {
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let closed = portal.accounts.clone().close().await;
    closed.unwrap();
    portal.browser().log_in("mika", PASSWORD).await;
    let text = read(&portal).await;
    assert_eq!(figure(&text, "latchkey_database_up"), Some(0), "{text}");
    assert_eq!(figure(&text, "latchkey_accounts_locked"), None);
    let failed = figure(&text, "latchkey_logins_total{end=\"failed\"}");
    assert_eq!(failed, Some(1));
}

#[tokio::test]
async fn who_opens_the_portal_gets_no_figures() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let answer = portal.browser().get("/metrics").await;
    assert_eq!(answer.status(), 404);
    let text = answer.text().await.unwrap();
    assert!(!text.contains("latchkey_logins"), "{text}");
    let unknown_browsers = portal.metrics_url.replace("/metrics", "/login");
    let answer = portal
        .browser()
        .client
        .get(unknown_browsers)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 404);
}
