//! What comes from outside is hostile: a clear message, and nothing else.

use reqwest::header::CONTENT_TYPE;
use std::io::{Read, Write};
use testkit::{TestDatabase, header};

use crate::harness::{PASSWORD, TestPortal, Wishes};

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn each_mistake_is_named_and_the_name_given_back() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let browser = portal.browser();
    let long = "a".repeat(129);
    for (name, password, message) in [
        ("", PASSWORD, "Enter your login name."),
        ("mika", "", "Enter your password."),
        (&long, PASSWORD, "A login name has at most 128 characters."),
        (
            "mi\0ka",
            PASSWORD,
            "contains a character that cannot be typed",
        ),
        ("mika", "a\0b", "contains a character that cannot be typed"),
        (
            "mika",
            &"p".repeat(257),
            "A password has at most 256 characters.",
        ),
    ] {
        let answer = browser.log_in(name, password).await;
        assert_eq!(answer.status(), 422, "{message}");
        let page = answer.text().await.unwrap();
        assert!(page.contains(message), "{message}: {page}");
        assert!(password.is_empty() || !page.contains(password), "{message}");
    }
}

#[tokio::test]
async fn ten_megabytes_are_too_big() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let browser = portal.browser();
    let body = format!("login_name=mika&password={}", "p".repeat(10_000_000));
    let request = browser.form("/login").header(CONTENT_TYPE, FORM);
    let answer = request.body(body).send().await.unwrap();
    assert_eq!(answer.status(), 413);
    let text = answer.text().await.unwrap();
    assert!(text.contains("What was sent is too big."), "{text}");
    assert_eq!(
        browser.log_in("mika", PASSWORD).await.status(),
        303,
        "and life goes on"
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_refused() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let browser = portal.browser();
    for body in [
        &b""[..],
        b"\xff\xfe",
        b"login_name=mika",
        b"login_name=%FF%FE&password=%C3%28",
        b"login_name=mika&password=x&keep=perhaps",
        b"login_name[a]=1&password=x",
        b"{\"login_name\":\"mika\"}",
    ] {
        let request = browser.form("/login").header(CONTENT_TYPE, FORM);
        let answer = request.body(body.to_vec()).send().await.unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        // Bytes that are no text may also be read with a mark in their place, and match nobody.
        assert!(status == 400 || status == 422, "{body:?}: {status} {text}");
        assert!(
            !text.contains("panicked") && !text.contains("serde"),
            "{text}"
        );
    }
    let answer = browser
        .form("/login")
        .header(CONTENT_TYPE, "text/plain")
        .body("x")
        .send()
        .await;
    assert_eq!(answer.unwrap().status(), 400);
}

/// What comes back for bytes that no client library sends.
fn send_raw(portal: &TestPortal, head: &str) -> String {
    let address = portal.url.strip_prefix("http://").unwrap();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_without_a_path_is_refused() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    for (target, status) in [
        ("GET login", "400"),
        ("GET *", "400"),
        ("CONNECT login.example.test:443", "400"),
        ("GET ?next=/", "400"),
        ("GET http://login.example.test/login", "200"),
        ("GET /login", "200"),
        ("GET /login/", "308"),
        ("GET //", "308"),
        ("GET //evil.example.test/", "404"),
        ("GET /%2f%2fevil.example.test/", "308"),
    ] {
        let head = format!("{target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let answer = send_raw(&portal, &head);
        let answer = answer.strip_prefix("HTTP/1.1 ").unwrap_or(&answer);
        assert!(answer.starts_with(status), "{target}: {answer:.200}");
    }
    let answer = portal.browser().get("/trouble/?again").await;
    assert_eq!(header(&answer, "location"), "/trouble?again");
}

/// The codes are short enough to be told on the telephone, and so to be guessed.
#[tokio::test]
async fn nobody_finds_the_report_of_another_browser_by_its_code() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let own = portal.browser();
    let given = own.get("/login").await;
    let cookie = header(&given, "set-cookie").split(';').next().unwrap();
    let (_, stamped) = cookie.split_once('=').unwrap();
    let (code, stamp) = stamped.split_once('.').unwrap();
    let fields = [("tried_name", "what mika typed"), ("findings", "")];
    own.form("/trouble").form(&fields).send().await.unwrap();
    let report = async |value: &str| {
        let request = portal
            .browser()
            .client
            .get(format!("{}/trouble/report", portal.url));
        let request = request.header("cookie", portal.cookie("report", value));
        request.send().await.unwrap().text().await.unwrap()
    };
    assert!(report(stamped).await.contains("what mika typed"));
    let other = format!("{code}.{}", stamp.to_lowercase());
    for guess in [code, &format!("{code}."), &other, "ABCD-EFGH"] {
        assert!(!report(guess).await.contains("what mika typed"), "{guess}");
    }
}

#[tokio::test]
async fn cookies_may_hold_anything() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let session = |value: &str| portal.cookie("session", value);
    for cookie in [
        session(""),
        "=;;=;".to_owned(),
        session("\u{1}"),
        session(&"A".repeat(8000)),
        session("%00"),
    ] {
        let Ok(value) = reqwest::header::HeaderValue::from_bytes(cookie.as_bytes()) else {
            continue;
        };
        let request = portal
            .browser()
            .client
            .get(format!("{}/account", portal.url));
        let answer = request.header("cookie", value).send().await.unwrap();
        assert_eq!(answer.status(), 303, "{cookie:?}");
    }
}

#[tokio::test]
async fn a_full_hashing_queue_says_when_to_come_back() {
    let database = TestDatabase::sqlite();
    // So dear that the queue of 64 for each thread cannot empty meanwhile.
    let wishes = Wishes {
        argon2: "m=32768,t=3,p=1",
        trusted_proxies: &["127.0.0.1/32"],
        ..Wishes::default()
    };
    let portal = TestPortal::empty(&database, &wishes).await;
    let attempts: Vec<_> = (0..200)
        .map(|number| {
            let browser = portal.browser();
            tokio::spawn(async move {
                let fields = [
                    ("login_name", format!("n{number}")),
                    ("password", "wrong".into()),
                ];
                // From many networks: one alone would be stopped before the queue is full.
                let address = format!("192.0.2.{number}");
                let call = browser.form("/login").header("x-forwarded-for", address);
                call.form(&fields).send().await.unwrap()
            })
        })
        .collect();
    let mut busy = 0;
    for tried in attempts {
        let answer = tried.await.unwrap();
        if answer.status() == 503 {
            busy += 1;
            assert_eq!(header(&answer, "retry-after"), "5");
            assert!(
                answer
                    .text()
                    .await
                    .unwrap()
                    .contains("Too many people are logging in just now.")
            );
        } else {
            assert_eq!(answer.status(), 422);
        }
    }
    assert!(busy > 0);
    assert_eq!(portal.browser().get("/login").await.status(), 200);
}

#[tokio::test]
async fn whoever_comes_next_to_a_browser_is_not_told_who_was_there() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let browser = portal.browser();
    let fields = [("email", "mika@example.test")];
    browser
        .form("/reset-password")
        .form(&fields)
        .send()
        .await
        .unwrap();
    let shown = async || {
        let page = browser.get("/reset-password/sent").await.text().await;
        page.unwrap().contains("mika@example.test")
    };
    assert!(shown().await, "a slip is seen");
    assert!(!shown().await);
    browser.log_in("mika", PASSWORD).await;
    let answer = browser.form("/logout").send().await.unwrap();
    let cleared = header(&answer, "clear-site-data");
    assert_eq!(cleared, "\"cache\", \"storage\"");
}
