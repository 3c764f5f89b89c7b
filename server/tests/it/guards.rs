//! Who may open what, and from where forms may come.

use testkit::TestDatabase;

use crate::harness::{PASSWORD, Portal, Wishes, header};

#[tokio::test]
async fn each_page_and_function_asks_who_is_there() {
    let database = TestDatabase::sqlite();
    let portal = Portal::with_people(&database, &Wishes::default()).await;
    let (nobody, user, admin) = (portal.browser(), portal.browser(), portal.browser());
    user.log_in("mika", PASSWORD).await;
    admin.log_in("sora", PASSWORD).await;
    for (path, expected) in [
        ("/login", [200, 200, 200]),
        ("/trouble", [200, 200, 200]),
        ("/trouble/report", [200, 200, 200]),
        ("/help/browsers", [200, 200, 200]),
        ("/help/keyboard", [200, 200, 200]),
        ("/help/locked", [200, 200, 200]),
        ("/reset-password", [200, 200, 200]),
        ("/reset-password/sent", [200, 200, 200]),
        // Each follows a step that nobody here took.
        ("/reset-password/new", [410, 410, 410]),
        ("/reset-password/link", [303, 303, 303]),
        ("/.well-known/change-password", [303, 303, 303]),
        ("/account", [303, 200, 200]),
        ("/account/password", [303, 200, 200]),
        ("/account/", [303, 404, 404]),
        ("/admin", [303, 403, 404]),
        ("/admin/users", [303, 403, 200]),
        ("/admin/users/1", [303, 403, 200]),
        ("/admin/users/4711", [303, 403, 404]),
        ("/admin/users/01", [303, 403, 404]),
        ("/admin/users?search=mika", [303, 403, 200]),
        ("/setup", [404, 404, 404]),
        ("/no-such-page", [404, 404, 404]),
    ] {
        let mut found = Vec::new();
        for browser in [&nobody, &user, &admin] {
            let answer = browser.get(path).await;
            found.push(answer.status().as_u16());
            if answer.status() == 303 {
                let to_login = header(&answer, "location").starts_with("/login?next=");
                let guarded = path.starts_with("/account") || path.starts_with("/admin");
                assert_eq!(to_login, guarded, "{path}");
                assert_eq!(answer.text().await.unwrap(), "", "nothing is rendered");
            }
        }
        assert_eq!(found, expected, "{path}");
    }
    // Enough for each function to come to its own question of who asks.
    let fields = [
        ("login_name", "nobody"),
        ("email", "nobody@example.test"),
        ("current_password", "not the password"),
        ("password", "eight blue teapots"),
        ("code", "0000-0000-0000"),
        ("link", ""),
        ("id", "4711"),
        ("action", "unlock"),
    ];
    for (function, expected) in [
        ("log-in", [422, 422, 422]),
        ("ask-for-reset", [200, 200, 200]),
        ("make-report", [200, 200, 200]),
        // It follows a step that nobody here took.
        ("save-password", [410, 410, 410]),
        ("change-password", [401, 422, 422]),
        ("set-up", [404, 404, 404]),
        ("edit-user", [401, 403, 404]),
        ("log-out", [200, 200, 200]),
        ("no-such-function", [404, 404, 404]),
    ] {
        let mut found = Vec::new();
        for browser in [&nobody, &user, &admin] {
            found.push(
                browser
                    .call(function)
                    .form(&fields)
                    .send()
                    .await
                    .unwrap()
                    .status()
                    .as_u16(),
            );
        }
        assert_eq!(found, expected, "{function}");
    }
}

#[tokio::test]
async fn the_guided_check_finds_out_whether_cookies_come_back() {
    let database = TestDatabase::sqlite();
    let portal = Portal::with_people(&database, &Wishes::default()).await;
    let browser = portal.browser();
    let answer = browser.get("/trouble").await;
    assert_eq!(header(&answer, "location"), "/trouble?again");
    let page = browser.get("/trouble?again").await.text().await.unwrap();
    assert!(page.contains("This browser sends them back."), "{page}");
    // One that knows the page goes nowhere else.
    assert_eq!(browser.get("/trouble").await.status(), 200);
    let without = reqwest::Client::builder().build().unwrap();
    let page = without.get(format!("{}/trouble", portal.url));
    let page = page.send().await.unwrap().text().await.unwrap();
    assert!(
        page.contains("This browser does not send them back."),
        "{page}"
    );
    let report = without.get(format!("{}/trouble/report", portal.url));
    let report = report.send().await.unwrap().text().await.unwrap();
    assert!(report.contains("does not send cookies back"), "{report}");
}

#[tokio::test]
async fn whoever_is_deactivated_is_out_at_once() {
    let database = TestDatabase::sqlite();
    let portal = Portal::with_people(&database, &Wishes::default()).await;
    let admin = portal.browser();
    admin.log_in("sora", PASSWORD).await;
    assert_eq!(admin.get("/admin/users").await.status(), 200);
    portal.deactivate("sora").await;
    assert_eq!(admin.get("/admin/users").await.status(), 303);
    let fields = [
        ("current_password", PASSWORD),
        ("password", "eight blue teapots"),
    ];
    let call = admin.call("change-password").form(&fields).send().await;
    assert_eq!(call.unwrap().status(), 401);
}

#[tokio::test]
async fn the_bare_address_leads_to_where_one_belongs() {
    let database = TestDatabase::sqlite();
    let portal = Portal::with_people(&database, &Wishes::default()).await;
    let browser = portal.browser();
    assert_eq!(header(&browser.get("/").await, "location"), "/login");
    browser.log_in("sora", PASSWORD).await;
    assert_eq!(header(&browser.get("/").await, "location"), "/admin/users");
}

#[tokio::test]
async fn another_site_sends_no_form_here() {
    let database = TestDatabase::sqlite();
    let portal = Portal::with_people(&database, &Wishes::default()).await;
    let browser = portal.browser();
    let own = portal.url.as_str();
    for (headers, allowed) in [
        (vec![("sec-fetch-site", "cross-site")], false),
        (
            vec![("sec-fetch-site", "same-site"), ("origin", own)],
            false,
        ),
        (vec![("origin", "https://example.test")], false),
        (vec![("origin", "null")], false),
        (vec![], false),
        (vec![("origin", own)], true),
    ] {
        for path in ["/login", "/api/log-in", "/logout"] {
            let mut request = browser.client.post(format!("{own}{path}"));
            for (name, value) in &headers {
                request = request.header(*name, *value);
            }
            let fields = [("login_name", "mika"), ("password", "wrong")];
            let answer = request.form(&fields).send().await.unwrap();
            let status = answer.status().as_u16();
            assert_eq!(status != 403, allowed, "{path} {headers:?}: {status}");
            let text = answer.text().await.unwrap();
            if !allowed && path.starts_with("/api") {
                assert_eq!(text, "\"OtherSite\"");
            } else if !allowed {
                assert!(text.contains("was sent from another site"), "{text}");
            }
        }
    }
}

#[tokio::test]
async fn opening_an_address_changes_nothing() {
    let database = TestDatabase::sqlite();
    let portal = Portal::with_people(&database, &Wishes::default()).await;
    let browser = portal.browser();
    browser.log_in("mika", PASSWORD).await;
    assert_eq!(browser.get("/logout").await.status(), 200);
    assert_eq!(browser.get("/api/log-out").await.status(), 405);
    assert_eq!(browser.get("/account").await.status(), 200);
}
