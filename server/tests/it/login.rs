//! Logging in and out by plain forms and by calls.

use accounts::settings::Setting;
use model::timestamp::Duration;
use testkit::{TestDatabase, header, on_each_database, without_nonce};

use crate::harness::{Browser, PASSWORD, TestPortal, Wishes};

on_each_database! {
    a_plain_form_logs_in_and_leads_on
    set_up_works_once
    a_session_ends_with_time
    a_browser_that_loses_cookies_is_told
    the_login_screen_is_another_for_whoever_it_differs_for
}

async fn a_plain_form_logs_in_and_leads_on(database: TestDatabase) {
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    for (name, path) in [("mika", "/account"), ("sora", "/admin/users")] {
        let browser = portal.browser();
        let answer = browser.log_in(name, PASSWORD).await;
        assert_eq!(
            (answer.status().as_u16(), header(&answer, "location")),
            (303, path)
        );
        assert_eq!(browser.get(path).await.status(), 200);
        let answer = browser.form("/logout").send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), header(&answer, "location")),
            (303, "/login")
        );
        assert_eq!(browser.get(path).await.status(), 303);
    }
}

async fn set_up_works_once(database: TestDatabase) {
    let portal = TestPortal::empty(&database, &Wishes::default()).await;
    let browser = portal.browser();
    assert_eq!(browser.get("/setup").await.status(), 200);
    let fields = [
        ("code", portal.setup_code.as_str()),
        ("login_name", "sora"),
        ("email", "sora@example.test"),
        ("password", PASSWORD),
    ];
    let send = async || browser.form("/setup").form(&fields).send().await.unwrap();
    let answer = send().await;
    assert_eq!(
        (answer.status().as_u16(), header(&answer, "location")),
        (303, "/login?after=set-up")
    );
    assert_eq!(browser.log_in("sora", PASSWORD).await.status(), 303);
    assert_eq!(browser.get("/setup").await.status(), 404);
    assert_eq!(send().await.status(), 404);
}

async fn a_session_ends_with_time(database: TestDatabase) {
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let browser = portal.browser();
    browser.log_in("mika", PASSWORD).await;
    portal.manual.advance(Duration::minutes(59));
    assert_eq!(browser.get("/account").await.status(), 200);
    portal.manual.advance(Duration::minutes(60));
    assert_eq!(browser.get("/account").await.status(), 303);
    let fields = [
        ("current_password", PASSWORD),
        ("password", "eight blue teapots"),
    ];
    let sent = browser.form("/account/password").form(&fields).send().await;
    let location = "/login?next=%2Faccount%2Fpassword";
    assert_eq!(header(&sent.unwrap(), "location"), location);
}

/// The fields of a form that a page holds, as a browser without a script sends them.
fn hidden_fields(page: &str, name: &str) -> Vec<(String, String)> {
    let inputs = page
        .split("<input")
        .filter_map(|rest| rest.split('>').next());
    let inputs = inputs.filter(|input| input.contains("type=\"hidden\""));
    let inputs = inputs.filter(|input| input.contains(&format!("name=\"{name}\"")));
    let value = |input: &str| {
        let (_, rest) = input.split_once("value=\"")?;
        Some((name.to_owned(), rest.split('"').next()?.to_owned()))
    };
    inputs.filter_map(value).collect()
}

#[tokio::test]
async fn what_was_sent_when_the_session_had_ended_is_sent_once_more() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let browser = portal.browser();
    browser.log_in("sora", PASSWORD).await;
    portal.manual.advance(Duration::hours(12));
    let fields = [
        ("login_name", "mori"),
        ("display_name", "Mori = Kana"),
        ("email", "mori@example.test"),
        ("language", "auto"),
        ("role", "user"),
        ("then", "inform"),
    ];
    let sent = browser.form("/admin/users/new").form(&fields).send().await;
    let answer = sent.unwrap();
    assert_eq!(answer.status(), 401);
    let page = answer.text().await.unwrap();
    assert!(page.contains("You are not logged in any more."), "{page}");
    let log_in = async |name: &str, page: &str, password: &str| {
        let mut fields = hidden_fields(page, "kept[]");
        fields.extend(hidden_fields(page, "next"));
        assert_eq!(fields.len(), 7, "{page}");
        fields.push(("login_name".into(), name.into()));
        fields.push(("password".into(), password.into()));
        // As if nobody had logged in meanwhile.
        let last = portal.cookie("user", "1");
        let sent = browser.form("/login").header("cookie", last).form(&fields);
        sent.send().await.unwrap()
    };
    // Nobody else gets it, though they log in where it stands.
    let answer = log_in("mika", &page, PASSWORD).await;
    assert_eq!(header(&answer, "location"), "/admin/users/new");
    // A slip does not lose it.
    let answer = log_in("sora", &page, "not the password").await;
    assert_eq!(answer.status(), 422);
    let page = answer.text().await.unwrap();
    let answer = log_in("sora", &page, PASSWORD).await;
    assert_eq!(answer.status(), 200);
    let page = answer.text().await.unwrap();
    assert!(page.contains("action=\"/admin/users/new\""), "{page}");
    let names = fields.map(|(name, _)| name);
    let again = names.map(|name| hidden_fields(&page, name));
    let again: Vec<_> = again.into_iter().flatten().collect();
    let sent = browser.form("/admin/users/new").form(&again).send().await;
    let answer = sent.unwrap();
    let location = header(&answer, "location").to_owned();
    let status = answer.status();
    let page = answer.text().await.unwrap();
    assert!(
        location.ends_with("?done=informed"),
        "{status} {location} {page}"
    );
    let added = "SELECT count(*) FROM users WHERE display_name = 'Mori = Kana'";
    assert_eq!(database.number(added).await, 1);
}

#[tokio::test]
async fn a_secret_that_was_sent_when_the_session_had_ended_is_in_no_page() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let browser = portal.browser();
    browser.log_in("mika", PASSWORD).await;
    portal.manual.advance(Duration::hours(12));
    let fields = [
        ("current_password", PASSWORD),
        ("password", "eight blue teapots"),
    ];
    let sent = browser.form("/account/password").form(&fields).send().await;
    let answer = sent.unwrap();
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.text().await.unwrap(), "");
}

#[tokio::test]
async fn wrong_unknown_and_inactive_get_the_same_answer() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let mut pages = Vec::new();
    for (name, password) in [
        ("mika", "some wrong password"),
        ("nobody", PASSWORD),
        ("gone", PASSWORD),
    ] {
        let answer = portal.browser().log_in(name, password).await;
        assert_eq!(answer.status(), 422);
        assert_eq!(header(&answer, "set-cookie"), "");
        let mut headers: Vec<_> = answer.headers().keys().map(ToString::to_string).collect();
        headers.sort();
        // The page gives back the name that was typed.
        let page = without_nonce(answer).await;
        let page = page.replace(&format!("\"{name}\""), "");
        pages.push((headers, page));
    }
    assert!(
        pages[0]
            .1
            .contains("The login name or the password is wrong.")
    );
    assert_eq!(pages[0], pages[1]);
    assert_eq!(pages[0], pages[2]);
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    for (next, expected) in [
        ("/admin/users?page=2", "/admin/users?page=2"),
        ("//example.test", "/account"),
        ("/\\example.test", "/account"),
        ("https://example.test", "/account"),
        ("/a\r\nSet-Cookie: a=b", "/account"),
        ("/é", "/account"),
    ] {
        let fields = [
            ("login_name", "mika"),
            ("password", PASSWORD),
            ("next", next),
        ];
        let browser = portal.browser();
        let answer = browser.form("/login").form(&fields).send().await.unwrap();
        assert_eq!(header(&answer, "location"), expected, "{next:?}");
    }
}

#[tokio::test]
async fn a_session_that_an_attacker_chose_is_not_taken_over() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let chosen = "A".repeat(43);
    let browser = portal.browser();
    let answer = browser
        .form("/login")
        .header(
            "cookie",
            format!(
                "{}; {}",
                portal.cookie("session", &chosen),
                portal.cookie("device", &chosen)
            ),
        )
        .form(&[("login_name", "mika"), ("password", PASSWORD)])
        .send()
        .await
        .unwrap();
    let cookies: Vec<_> = answer.headers().get_all("set-cookie").iter().collect();
    assert_eq!(cookies.len(), 3);
    assert!(
        cookies
            .iter()
            .all(|cookie| !cookie.to_str().unwrap().contains(&chosen))
    );
}

async fn a_browser_that_loses_cookies_is_told(database: TestDatabase) {
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let after_login = |browser: &Browser, path| {
        let request = browser.client.get(format!("{}{path}", browser.url));
        request.header("referer", format!("{}/login?next=%2Faccount", browser.url))
    };
    let browser = portal.browser();
    let answer = after_login(&browser, "/account").send().await.unwrap();
    let login = header(&answer, "location").to_owned();
    assert_eq!(login, "/login?next=%2Faccount&cookies=lost");
    let page = browser.get(&login).await.text().await.unwrap();
    assert!(page.contains("does not send cookies back"), "{page}");
    // One of another program is none of ours.
    let request = after_login(&browser, "/account").header("cookie", "any=thing");
    let answer = request.send().await.unwrap();
    assert_eq!(header(&answer, "location"), login);
    // With one of ours, or from elsewhere, nothing is said of cookies.
    let answer = after_login(&browser, "/account").send().await.unwrap();
    assert_eq!(header(&answer, "location"), "/login?next=%2Faccount");
    let answer = portal.browser().get("/account").await;
    assert_eq!(header(&answer, "location"), "/login?next=%2Faccount");
    let page = browser.get("/login?next=%2Faccount").await.text().await;
    assert!(!page.unwrap().contains("does not send cookies back"));
    // Whoever keeps cookies comes in.
    browser.log_in("mika", PASSWORD).await;
    let answer = after_login(&browser, "/account").send().await.unwrap();
    assert_eq!(answer.status(), 200);
}

/// A page that is asked for again and again, with what may differ for each of them taken out.
struct Screens {
    browser: Browser,
}

impl Screens {
    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> (Vec<String>, String) {
        let request = self
            .browser
            .client
            .get(format!("{}{path}", self.browser.url));
        let request = headers.iter().fold(request, |request, (name, value)| {
            request.header(*name, *value)
        });
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        // The code of its attempts is given to a browser once.
        let names = answer.headers().keys().map(ToString::to_string);
        let mut names: Vec<_> = names.filter(|name| name != "set-cookie").collect();
        names.sort_unstable();
        let policy = header(&answer, "content-security-policy").to_owned();
        let nonce = policy.split("'nonce-").nth(1).unwrap();
        let nonce = nonce.split('\'').next().unwrap();
        (names, answer.text().await.unwrap().replace(nonce, ""))
    }
}

async fn the_login_screen_is_another_for_whoever_it_differs_for(database: TestDatabase) {
    const OLD: &str = "Mozilla/5.0 (Windows NT 6.1; rv:78.0) Gecko/20100101 Firefox/78.0";
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let screens = Screens {
        browser: portal.browser(),
    };
    let rendered = screens.get("/login", &[]).await;
    assert_eq!(
        screens.get("/login", &[]).await,
        rendered,
        "of what was kept"
    );
    let mut seen = vec![rendered.1];
    for headers in [
        [("accept-language", "ja")].as_slice(),
        &[("cookie", &portal.cookie("theme", "dark"))],
    ] {
        let first = screens.get("/login", headers).await;
        assert_eq!(screens.get("/login", headers).await, first, "{headers:?}");
        assert!(!seen.contains(&first.1), "{headers:?}");
        seen.push(first.1);
    }
    let (_, with_next) = screens.get("/login?next=%2Faccount", &[]).await;
    assert!(with_next.contains("value=\"/account\""), "{with_next}");
    for headers in [[].as_slice(), &[("user-agent", OLD)]] {
        let screen = screens.get("/login", headers).await.1;
        assert_eq!(
            screen, seen[0],
            "whatever was asked for between, {headers:?}"
        );
    }
    let accounts = &portal.accounts;
    accounts
        .settings
        .set(Setting::PortalName, "Example Portal")
        .await
        .unwrap();
    let (_, renamed) = screens.get("/login", &[]).await;
    assert!(renamed.contains("Example Portal"), "{renamed}");
    // A form that came back is nobody else's.
    screens
        .browser
        .log_in("mistyped", "some wrong password")
        .await;
    assert_eq!(screens.get("/login", &[]).await.1, renamed);
    // Whoever is logged in sees it with their own name or is led on, and nobody else does.
    screens.browser.log_in("mika", PASSWORD).await;
    let request = screens.browser.get("/login").await.text().await.unwrap();
    assert_ne!(request, renamed);
    let stranger = Screens {
        browser: portal.browser(),
    };
    assert_eq!(stranger.get("/login", &[]).await.1, renamed);
}
