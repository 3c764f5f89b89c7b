//! What every answer tells the browser.

use testkit::{TestDatabase, header};

use crate::harness::{PASSWORD, TestPortal, Wishes};

const HTTPS: Wishes = Wishes {
    public_url: Some("https://login.example.test"),
    argon2: "m=64,t=1,p=1",
    trusted_proxies: &[],
    smtp_url: None,
};

#[tokio::test]
async fn every_answer_has_the_headers_that_protect() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &HTTPS).await;
    let browser = portal.browser();
    for path in [
        "/login",
        "/account",
        "/no-such-page",
        "/pkg/none.js",
        "/health/live",
    ] {
        let answer = browser.get(path).await;
        for (name, expected) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("strict-transport-security", "max-age=63072000"),
        ] {
            assert_eq!(header(&answer, name), expected, "{path}: {name}");
        }
        // It would keep password managers from their menus.
        assert_eq!(
            header(&answer, "cross-origin-embedder-policy"),
            "",
            "{path}"
        );
        let policy = header(&answer, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe-inline"), "{path}: {policy}");
        assert_eq!(header(&answer, "x-request-id").len(), 16, "{path}");
    }
}

#[tokio::test]
async fn a_page_runs_only_scripts_with_its_own_nonce() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let mut nonces = Vec::new();
    // The first is rendered, the others are made of what was rendered.
    for _ in 0..3 {
        let answer = portal.browser().get("/login").await;
        assert_eq!(header(&answer, "cache-control"), "no-store");
        assert_eq!(
            header(&answer, "strict-transport-security"),
            "",
            "over plain http"
        );
        let policy = header(&answer, "content-security-policy").to_owned();
        let page = answer.text().await.unwrap();
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .unwrap()
            .split('\'')
            .next()
            .unwrap();
        let scripts = page.matches("<script").count();
        // Without it the policy refuses what is fetched ahead.
        let ahead = page.matches("rel=\"modulepreload\"").count();
        assert!(scripts > 0 && ahead == 1);
        assert_eq!(
            page.matches(&format!("nonce=\"{nonce}\"")).count(),
            scripts + ahead,
            "{page}"
        );
        assert!(!page.contains("style=\""), "{page}");
        nonces.push(nonce.to_owned());
    }
    nonces.sort_unstable();
    nonces.dedup();
    assert_eq!(nonces.len(), 3);
}

#[tokio::test]
async fn cookies_are_bound_to_the_host() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &HTTPS).await;
    let answer = portal.browser().log_in("mika", PASSWORD).await;
    let cookies: Vec<_> = answer
        .headers()
        .get_all("set-cookie")
        .iter()
        .map(|cookie| cookie.to_str().unwrap())
        .collect();
    assert_eq!(cookies.len(), 3);
    for (cookie, name) in cookies.iter().zip(["device", "session", "user"]) {
        assert!(
            cookie.starts_with(&format!("__Host-latchkey-{name}=")),
            "{cookie}"
        );
        for part in ["; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    assert!(!cookies[1].contains("Max-Age"), "{}", cookies[1]);
}
