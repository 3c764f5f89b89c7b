//! What a lock looks like from outside: the same for everybody, cheap, and stopped at the network.

use accounts::clock::Stopwatch;
use model::bucket::FAILED_ATTEMPTS;
use model::timestamp::Duration;
use model::user::Role;
use testkit::{TestDatabase, header, on_each_database, without_nonce};

use crate::harness::{Browser, PASSWORD, TestPortal, Wishes};

on_each_database! {
    known_and_unknown_names_are_locked_alike
}

const WRONG: &str = "some wrong password";

/// Behind a proxy, with hashes that cost so much.
const fn proxy(argon2: &'static str) -> Wishes {
    Wishes {
        public_url: None,
        argon2,
        trusted_proxies: &["127.0.0.1/32"],
        smtp_url: None,
    }
}

/// An attempt as if from an address of its own.
async fn tried_from(browser: &Browser, address: &str, name: &str) -> reqwest::Response {
    let fields = [("login_name", name), ("password", WRONG)];
    let call = browser.form("/login").header("x-forwarded-for", address);
    call.form(&fields).send().await.unwrap()
}

/// How attempts of some names are answered, and in how many microseconds, until they are locked and then.
#[derive(Default)]
pub(crate) struct Measured {
    answers: Vec<(u16, String)>,
    pub(crate) compared: Vec<u64>,
    pub(crate) locked: Vec<u64>,
}

impl Measured {
    async fn attempts(&mut self, browser: &Browser, address: &str, name: &str) {
        for number in 0..13 {
            let watch = Stopwatch::start();
            let answer = tried_from(browser, address, name).await;
            let times = if number < 10 {
                &mut self.compared
            } else {
                &mut self.locked
            };
            times.push(watch.microseconds());
            let status = answer.status().as_u16();
            let page = without_nonce(answer).await;
            self.answers.push((status, page.replace(name, "")));
        }
    }
}

/// In the same time, too: that is measured by `soak`.
async fn known_and_unknown_names_are_locked_alike(database: TestDatabase) {
    lock_names(&database, 5, "m=64,t=1,p=1").await;
}

/// Locks so many names that are known and as many that are not: the answers are the same.
pub(crate) async fn lock_names(
    database: &TestDatabase,
    names: usize,
    argon2: &'static str,
) -> [Measured; 2] {
    let portal = TestPortal::with_people(database, &proxy(argon2)).await;
    for number in 0..names {
        portal.add(&format!("known{number}"), Role::User).await;
    }
    let browser = portal.browser();
    let (mut known, mut unknown) = (Measured::default(), Measured::default());
    for number in 0..names {
        // By turns, so that whatever else the machine does meets both alike.
        let address = |kind: usize| format!("198.51.{kind}.{number}");
        known
            .attempts(&browser, &address(0), &format!("known{number}"))
            .await;
        unknown
            .attempts(&browser, &address(1), &format!("nobody{number}"))
            .await;
    }
    assert_eq!(known.answers, unknown.answers);
    let (status, tenth) = &known.answers[9];
    assert_eq!(*status, 429);
    assert!(tenth.contains("3:00"), "{tenth}");
    portal.accounts.attempts.flush_rejected().await.unwrap();
    for rows in ["count(*)", "sum(times)"] {
        let of = async |kind: &str| {
            let query = format!(
                "SELECT CAST({rows} AS BIGINT) FROM login_tries WHERE user_id IS {kind} NULL"
            );
            database.number(&query).await
        };
        assert_eq!(of("NOT").await, of("").await, "{rows}");
    }
    // The mails are written elsewhere and later, one for each lock of somebody who exists.
    let due = "SELECT count(*) FROM lockout_counters WHERE notice_due";
    while database.number(due).await > 0 {
        portal.accounts.lock_notices.enqueue_due().await.unwrap();
    }
    let mails = "SELECT count(*) FROM mails WHERE kind = 'locked'";
    assert_eq!(database.number(mails).await, i64::try_from(names).unwrap());
    [known, unknown]
}

#[tokio::test]
async fn the_locked_page_is_the_same_for_a_name_that_nobody_has() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let mut pages = Vec::new();
    for name in ["mika", "nobody", "gone"] {
        let browser = portal.browser();
        for _ in 0..9 {
            assert_eq!(browser.log_in(name, WRONG).await.status(), 422);
        }
        for _ in 0..2 {
            let answer = browser.log_in(name, WRONG).await;
            assert_eq!(answer.status(), 429);
            assert_eq!(header(&answer, "retry-after"), "180");
            assert_eq!(header(&answer, "set-cookie"), "");
            pages.push(without_nonce(answer).await.replace(name, ""));
        }
    }
    let first = &pages[0];
    for said in [
        "There were too many failed tries for this login name.",
        "3:00",
        "22:17 UTC",
    ] {
        assert!(first.contains(said), "{said}: {first}");
    }
    assert!(pages.iter().all(|page| page == first));
}

#[tokio::test]
async fn many_names_from_one_address_are_stopped() {
    try_names(500).await;
}

/// Attempts so many names from one address, which are looked at until there were too many.
pub(crate) async fn try_names(number: u32) {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let browser = portal.browser();
    let mut compared = 0;
    for number in 0..number {
        // A client may write what it likes into the header: no proxy is configured.
        let address = format!("203.0.113.{}", number % 250);
        let answer = tried_from(&browser, &address, &format!("name{number}")).await;
        match answer.status().as_u16() {
            422 => compared += 1,
            429 => {
                let page = answer.text().await.unwrap();
                assert!(page.contains("failed tries from your network"), "{page}");
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!(compared, FAILED_ATTEMPTS.holds);
    let answer = browser.log_in("mika", PASSWORD).await;
    assert_eq!(
        (answer.status().as_u16(), header(&answer, "retry-after")),
        (429, "30")
    );
    portal.manual.advance(FAILED_ATTEMPTS.drains);
    assert_eq!(browser.log_in("mika", PASSWORD).await.status(), 303);
}

#[tokio::test]
async fn each_address_behind_a_configured_proxy_counts_by_itself() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &proxy("m=64,t=1,p=1")).await;
    let browser = portal.browser();
    for number in 0..FAILED_ATTEMPTS.holds {
        // What stands left of the last address, the client wrote itself.
        let address = format!("192.0.2.{number}, 203.0.113.1");
        let answer = tried_from(&browser, &address, &format!("name{number}")).await;
        assert_eq!(answer.status(), 422);
    }
    for (address, expected) in [("203.0.113.1", 429), ("203.0.113.2", 422)] {
        let answer = tried_from(&browser, address, "somebody").await;
        assert_eq!(answer.status(), expected, "{address}");
    }
    portal.manual.advance(Duration::hours(1));
    let answer = tried_from(&browser, "203.0.113.1", "somebody").await;
    assert_eq!(answer.status(), 422);
}
