//! Who may open what, and from where forms may come.

use accounts::client::{Client, Origin};
use accounts::secret::{RequestId, Token};
use app::context::{Caller, Services};
use app::cookies::Cookies;
use app::error::AppError;
use app::page::{Access, Page, Takes};
use app::{pages, routes};
use axum::http::Request;
use leptos::prelude::{Owner, provide_context};
use leptos::reactive::computed::ScopedFuture;
use model::locale::Locale;
use model::user::Role;
use testkit::{TestDatabase, header};

use crate::harness::{Browser, PASSWORD, TestPortal, Wishes};

/// Nobody, a user, an administrator, and somebody who was one when they logged in.
async fn visitors(database: &TestDatabase, portal: &TestPortal) -> [Browser; 4] {
    portal.add("dana", Role::Administrator).await;
    let visitors = [(); 4].map(|()| portal.browser());
    for (browser, name) in visitors.iter().skip(1).zip(["mika", "sora", "dana"]) {
        browser.log_in(name, PASSWORD).await;
    }
    // Without the product, which ends their sessions.
    database
        .execute("UPDATE users SET role = 'user' WHERE login_name_key = 'dana'")
        .await;
    visitors
}

/// What each page answers to each of the [`visitors`].
const PAGES: &[(&str, [u16; 4])] = &[
    ("/login", [200, 200, 200, 200]),
    ("/trouble", [200, 200, 200, 200]),
    ("/trouble/report", [200, 200, 200, 200]),
    ("/help/browsers", [200, 200, 200, 200]),
    ("/help/keyboard", [200, 200, 200, 200]),
    ("/help/locked", [200, 200, 200, 200]),
    ("/reset-password", [200, 200, 200, 200]),
    ("/reset-password/sent", [200, 200, 200, 200]),
    // Each follows a step that nobody here took.
    ("/reset-password/new", [410, 410, 410, 410]),
    ("/reset-password/link", [303, 303, 303, 303]),
    ("/.well-known/change-password", [303, 303, 303, 303]),
    ("/account", [303, 200, 200, 200]),
    ("/account/password", [303, 200, 200, 200]),
    ("/account/email", [303, 200, 200, 200]),
    ("/account/language", [303, 200, 200, 200]),
    ("/account/sessions", [303, 200, 200, 200]),
    ("/confirm-email", [303, 410, 410, 410]),
    ("/confirm-email/link", [303, 303, 303, 303]),
    ("/accent.css", [200, 200, 200, 200]),
    // There is none.
    ("/logo.png", [404, 404, 404, 404]),
    ("/account/", [303, 308, 308, 308]),
    ("/admin", [303, 403, 404, 403]),
    ("/admin/users", [303, 403, 200, 403]),
    ("/admin/users?search=mika", [303, 403, 200, 403]),
    ("/admin/users/1", [303, 403, 200, 403]),
    ("/admin/users/1/action", [303, 403, 200, 403]),
    ("/admin/users/1/password", [303, 403, 200, 403]),
    ("/admin/users/4711", [303, 403, 404, 403]),
    ("/admin/users/4711/password", [303, 403, 404, 403]),
    ("/admin/users/01", [303, 403, 404, 403]),
    ("/admin/users/action", [303, 403, 200, 403]),
    ("/admin/users/new", [303, 403, 200, 403]),
    ("/admin/users/import", [303, 403, 200, 403]),
    ("/admin/users/import/run", [303, 403, 200, 403]),
    ("/admin/users/import/inform", [303, 403, 200, 403]),
    ("/admin/users/export", [303, 403, 200, 403]),
    ("/admin/mail", [303, 403, 200, 403]),
    ("/admin/mail/action", [303, 403, 200, 403]),
    ("/admin/mail/test", [303, 403, 200, 403]),
    ("/admin/log", [303, 403, 200, 403]),
    ("/admin/log?login_name=mika", [303, 403, 200, 403]),
    ("/admin/log/export", [303, 403, 200, 403]),
    ("/admin/settings", [303, 403, 200, 403]),
    ("/admin/settings/logo", [303, 403, 200, 403]),
    ("/logout", [200, 200, 200, 200]),
    ("/setup", [404, 404, 404, 404]),
    ("/preferences", [404, 404, 404, 404]),
    ("/no-such-page", [404, 404, 404, 404]),
];

/// Enough for each function to come to its own question of who asks.
const FIELDS: &[(&str, &str)] = &[
    ("login_name", "sora"),
    ("display_name", "Nobody"),
    ("email", "nobody@example.test"),
    ("language", "auto"),
    ("role", "user"),
    ("status", "active"),
    ("version", "1"),
    ("then", "set-password"),
    ("current_password", "not the password"),
    ("password", "eight blue teapots"),
    ("code", "0000-0000-0000"),
    ("link", ""),
    ("id", "4711"),
    ("ids[]", "4711"),
    ("import", "0123456789abcdef0123456789abcdef"),
    ("action", "unlock"),
];

#[tokio::test]
async fn each_page_asks_who_is_there() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let visitors = visitors(&database, &portal).await;
    for &(path, expected) in PAGES {
        let mut found = Vec::new();
        for browser in &visitors {
            let answer = browser.get(path).await;
            found.push(answer.status().as_u16());
            if answer.status() == 303 {
                let to_login = header(&answer, "location").starts_with("/login?next=");
                let guarded = path.starts_with("/account")
                    || path.starts_with("/admin")
                    || path == "/confirm-email";
                assert_eq!(to_login, guarded, "{path}");
                assert_eq!(answer.text().await.unwrap(), "", "nothing is rendered");
            }
        }
        assert_eq!(found, expected, "{path}");
    }
}

/// Who may send the form of a page, by its address: the list of pages says so too, and this is the second opinion.
fn are_for(path: &str) -> Access {
    match path.split('/').nth(1) {
        Some("admin") => Access::Administrator,
        Some("account" | "confirm-email") => Access::LoggedIn,
        Some("setup") => Access::BeforeSetup,
        _ => Access::Anyone,
    }
}

#[tokio::test]
async fn each_form_asks_who_is_there() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let visitors = visitors(&database, &portal).await;
    let mut seen = 0;
    // The last one ends sessions.
    let last = |page: &&Page| page.path == routes::LOGOUT;
    let pages = pages::all().filter(|page| !last(page));
    for page in pages.chain(pages::all().filter(last)) {
        let path = page.path.replace("{id}", "1");
        let listed = PAGES.iter().any(|(listed, _)| *listed == path);
        assert!(listed, "{path} stands in the table of pages");
        assert_eq!(page.access, are_for(&path), "{path}");
        let expected = match (page.takes, page.access) {
            (Takes::Nothing, _) => [Some(405); 4],
            (_, Access::Administrator) => [Some(303), Some(403), None, Some(403)],
            (_, Access::LoggedIn) => [Some(303), None, None, None],
            (_, Access::BeforeSetup) => [Some(404); 4],
            (_, Access::Anyone) => [None; 4],
        };
        for (browser, expected) in visitors.iter().zip(expected) {
            let answer = browser.form(&path).form(FIELDS).send().await.unwrap();
            let status = answer.status().as_u16();
            // Whoever may not is led to the login screen, or told so.
            let expected = match (page.takes, expected) {
                (Takes::Nothing, _) if [303, 403].contains(&status) => continue,
                (_, expected) => expected,
            };
            match expected {
                Some(expected) => assert_eq!(status, expected, "{path}"),
                None => assert!(![401, 403, 405].contains(&status), "{path}: {status}"),
            }
        }
        seen += usize::from(!matches!(page.takes, Takes::Nothing));
    }
    assert_eq!(seen, 26);
}

/// The guard is one of two: whoever came past it would find that each function asks again.
#[tokio::test]
async fn each_function_asks_again_by_itself() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let answer = portal.browser().log_in("mika", PASSWORD).await;
    let mut cookies = answer.headers().get_all("set-cookie").iter();
    let session = cookies.find_map(|cookie| cookie.to_str().unwrap().split_once("-session="));
    let session = session
        .and_then(|(_, rest)| rest.split(';').next())
        .and_then(Token::parse);
    let current_user = portal
        .accounts
        .sessions
        .current_user(session.as_ref().unwrap(), Origin::default())
        .await;
    let fields = serde_urlencoded::to_string(FIELDS).unwrap();
    let caller = |current_user| Caller {
        client: Client {
            address: [192, 0, 2, 1].into(),
            user_agent: String::new(),
            locale: Locale::En,
            request: RequestId::random(),
        },
        session: None,
        device: None,
        last_user: None,
        link: None,
        report_code: None,
        current_user,
        locale: Locale::En,
        theme: None,
    };
    let (nobody, mika) = (caller(None), caller(current_user.unwrap()));
    let mut seen = 0;
    for page in pages::all() {
        let Takes::Form(form) = page.takes else {
            continue;
        };
        let refusals = match page.access {
            Access::Administrator => [Some(AppError::NotLoggedIn), Some(AppError::NotAllowed)],
            Access::LoggedIn => [Some(AppError::NotLoggedIn), None],
            Access::Anyone | Access::BeforeSetup => [None, None],
        };
        for (caller, refusal) in [&nobody, &mika].into_iter().zip(refusals) {
            let Some(refusal) = refusal else { continue };
            let services = Services {
                accounts: portal.accounts.clone(),
                cookies: Cookies::new(false, None),
            };
            let mut request = Request::new(());
            request.extensions_mut().insert(caller.clone());
            let owner = Owner::new();
            let taken = owner.with(|| {
                provide_context(request.into_parts().0);
                provide_context(services);
                // As each function reads another word there.
                let fields = match page.path {
                    routes::ADMIN_MAIL_ACTION => fields.replace("unlock", "give-up"),
                    _ => fields.clone(),
                };
                ScopedFuture::new((form.take)(fields))
            });
            assert_eq!(taken.await.err(), Some(refusal), "{}", page.path);
            seen += 1;
        }
    }
    assert_eq!(seen, 23);
}

#[tokio::test]
async fn the_guided_check_finds_out_whether_cookies_come_back() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
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
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let admin = portal.browser();
    admin.log_in("sora", PASSWORD).await;
    assert_eq!(admin.get("/admin/users").await.status(), 200);
    portal.add("dana", Role::Administrator).await;
    let other = portal.browser();
    other.log_in("dana", PASSWORD).await;
    let fields = [("id", "1"), ("action", "deactivate")];
    let done = other
        .form("/admin/users/1/action")
        .form(&fields)
        .send()
        .await;
    assert_eq!(done.unwrap().status(), 303);
    assert_eq!(admin.get("/admin/users").await.status(), 303);
    let fields = [
        ("current_password", PASSWORD),
        ("password", "eight blue teapots"),
    ];
    let sent = admin.form("/account/password").form(&fields).send().await;
    let location = "/login?next=%2Faccount%2Fpassword";
    assert_eq!(header(&sent.unwrap(), "location"), location);
}

#[tokio::test]
async fn the_bare_address_leads_to_where_one_belongs() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let browser = portal.browser();
    assert_eq!(header(&browser.get("/").await, "location"), "/login");
    browser.log_in("sora", PASSWORD).await;
    assert_eq!(header(&browser.get("/").await, "location"), "/admin/users");
}

#[tokio::test]
async fn another_site_sends_no_form_here() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
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
        for path in ["/login", "/logout"] {
            let mut request = browser.client.post(format!("{own}{path}"));
            for (name, value) in &headers {
                request = request.header(*name, *value);
            }
            let fields = [("login_name", "mika"), ("password", "wrong")];
            let answer = request.form(&fields).send().await.unwrap();
            let status = answer.status().as_u16();
            assert_eq!(status != 403, allowed, "{path} {headers:?}: {status}");
            let text = answer.text().await.unwrap();
            assert_eq!(
                text.contains("was sent from another site"),
                !allowed,
                "{text}"
            );
        }
    }
}

#[tokio::test]
async fn opening_an_address_changes_nothing() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let browser = portal.browser();
    browser.log_in("mika", PASSWORD).await;
    assert_eq!(browser.get("/logout").await.status(), 200);
    assert_eq!(browser.get("/account").await.status(), 200);
}

#[tokio::test]
async fn a_name_that_was_made_to_lead_here_sends_no_form() {
    let database = TestDatabase::sqlite();
    let wishes = Wishes {
        public_url: Some("https://login.example.test"),
        ..Wishes::default()
    };
    let portal = TestPortal::with_people(&database, &wishes).await;
    let status = async |browser: Browser| browser.log_in("mika", PASSWORD).await.status();
    assert_eq!(status(portal.browser()).await, 303);
    for host in [
        "evil.example.test",
        "login.example.test.evil.test",
        "127.0.0.1",
    ] {
        let rebound = Browser::with_host(&portal.url, host);
        // The browser takes it for the same site, as it was told.
        assert_eq!(status(rebound).await, 403, "{host}");
    }
}

/// Whoever sees it before there is an administrator is the one who can mend it.
#[tokio::test]
async fn whoever_sets_up_is_told_of_a_wrong_public_address() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::empty(&database, &Wishes::default()).await;
    let refused = async |portal: &TestPortal| {
        let request = portal
            .browser()
            .client
            .post(format!("{}/setup", portal.url));
        let request = request.header("origin", "http://portal.example.test:8080");
        request.send().await.unwrap().text().await.unwrap()
    };
    assert!(refused(&portal).await.contains("LATCHKEY_PUBLIC_URL"));
    portal.add("sora", Role::Administrator).await;
    assert!(!refused(&portal).await.contains("LATCHKEY_PUBLIC_URL"));
}

#[tokio::test]
async fn administrators_are_told_of_a_proxy_that_nobody_named() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let administrator = portal.browser();
    let through_proxy = |request: reqwest::RequestBuilder| {
        request
            .header("x-forwarded-for", "198.51.100.7, 203.0.113.9:4711")
            .send()
    };
    let fields = [("login_name", "sora"), ("password", PASSWORD)];
    through_proxy(administrator.form("/login").form(&fields))
        .await
        .unwrap();
    let page = async |path: &str| {
        let url = format!("{}{path}", portal.url);
        let answer = through_proxy(administrator.client.get(url)).await.unwrap();
        answer.text().await.unwrap()
    };
    assert!(
        !page("/admin/users")
            .await
            .contains("LATCHKEY_TRUSTED_PROXIES")
    );
    for _ in 0..20 {
        page("/login").await;
    }
    for path in ["/admin/users", "/admin/settings", "/account"] {
        assert!(
            page(path).await.contains("one address, 127.0.0.1: a proxy"),
            "{path}"
        );
    }
    // Somebody else who comes without one: then it is no proxy before all.
    portal.browser().get("/login").await;
    assert!(
        !page("/admin/users")
            .await
            .contains("LATCHKEY_TRUSTED_PROXIES")
    );
}
