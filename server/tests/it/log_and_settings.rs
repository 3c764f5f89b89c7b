//! The audit log and the settings over HTTP, and what a server leaves that is killed.

use accounts::Accounts;
use accounts::audit::Action;
use accounts::audit::{LogEntry, LogSearch};
use accounts::clock::Clock;
use accounts::settings::Setting;
use model::user::Role;
use std::collections::HashSet;
use std::sync::Arc;
use testkit::{TestDatabase, header, on_each_database};
use tokio::task::JoinSet;

use crate::harness::{Browser, PASSWORD, TestPortal, Wishes, config};
use crate::process::{Process, ProcessClock};

on_each_database! {
    the_log_is_intact_after_a_server_was_killed
}

/// One transparent pixel.
const PIXEL: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
\0\0\0\rIDATx\xdacd`\xf8_\x0f\0\x02\x87\x01\x80\xebG\xba\x92\0\0\0\0IEND\xaeB`\x82";

/// How often a server is killed; [`soak`] kills more.
const ROUNDS: usize = 3;
/// What an administrator wants of it before it is; most of it is never answered.
const WISHES: usize = 60;

/// All entries, the oldest first.
async fn log_of(accounts: &Accounts) -> Vec<LogEntry> {
    let browser = accounts.login.log_in(attempt()).await.unwrap();
    let token = browser.session().unwrap();
    let current_user = accounts
        .sessions
        .current_user(token, accounts::client::Origin::default())
        .await
        .unwrap()
        .unwrap();
    let kept = accounts.settings.in_force().await.unwrap().log_retention();
    let mut search = LogSearch::default();
    let mut all = Vec::new();
    loop {
        let page = accounts
            .audit
            .read(current_user.admin().unwrap(), &search, kept)
            .await
            .unwrap();
        all.extend(page.entries);
        match page.next {
            Some(next) => search.before = Some(next),
            None => break,
        }
    }
    all.reverse();
    all
}

fn attempt() -> accounts::login::LoginAttempt {
    accounts::login::LoginAttempt {
        name: model::login_name::TypedName::parse("sora").unwrap(),
        password: model::password::Password::parse(PASSWORD).unwrap(),
        keep: false,
        client: accounts::client::Client {
            address: [192, 0, 2, 1].into(),
            user_agent: String::new(),
            locale: model::locale::Locale::En,
            request: accounts::secret::RequestId::random(),
        },
        session: None,
        device: None,
        report_code: None,
        noticed: model::finding::Findings::default(),
    }
}

/// The ids of the requests that were answered: what they asked for was done.
type LogLines = Vec<String>;

/// Adds a user.
async fn add(browser: Arc<Browser>, name: String) -> LogLines {
    let fields = [
        ("login_name", &*name),
        ("display_name", ""),
        ("email", ""),
        ("language", "auto"),
        ("role", "user"),
        ("then", "set-password"),
    ];
    let answer = browser.form("/admin/users/new").form(&fields).send().await;
    answer
        .ok()
        .into_iter()
        .filter_map(|answer| done(&answer))
        .collect()
}

/// Changes a setting again and again, each time from what it was.
async fn change(browser: Arc<Browser>, mut before: String, round: usize) -> LogLines {
    let mut all = Vec::new();
    for number in 0..WISHES {
        let after = format!("{round} and {number}");
        let fields = [
            ("settings[contact-name]", &*after),
            ("was[contact-name]", &*before),
        ];
        let answer = browser.form("/admin/settings").form(&fields).send().await;
        let Some(id) = answer.ok().and_then(|answer| done(&answer)) else {
            break;
        };
        all.push(id);
        before = after;
    }
    all
}

fn done(answer: &reqwest::Response) -> Option<String> {
    (answer.status() == 303).then(|| header(answer, "x-request-id").to_owned())
}

async fn the_log_is_intact_after_a_server_was_killed(database: TestDatabase) {
    kill_servers(database, ROUNDS).await;
}

mod soak {
    use testkit::{TestDatabase, on_each_database};

    on_each_database! {
        the_log_is_intact_after_servers_were_killed
    }

    async fn the_log_is_intact_after_servers_were_killed(database: TestDatabase) {
        super::kill_servers(database, 12).await;
    }
}

/// Kills one server after the other, each after another number of answers.
async fn kill_servers(database: TestDatabase, rounds: usize) {
    TestPortal::with_people(&database, &Wishes::default()).await;
    let config = config(&database, &Wishes::default());
    let system = Clock::system();
    let accounts = server::serve::open(&config, system).await.unwrap();
    let clock = ProcessClock::new();
    let mut done = Vec::new();
    for round in 0..rounds {
        let there = accounts.settings.newest().await.unwrap();
        let mut process = Process::start(&database, &clock, "m=64,t=1,p=1");
        let browser = Arc::new(process.browser());
        assert_eq!(browser.log_in("sora", PASSWORD).await.status(), 303);
        let mut under_way = JoinSet::new();
        let setting = there.get(Setting::ContactName);
        under_way.spawn(change(Arc::clone(&browser), setting, round));
        for number in 0..WISHES {
            let name = format!("user-{round}-{number}");
            under_way.spawn(add(Arc::clone(&browser), name));
        }
        // Killed in the middle, each time after another number of answers.
        for _ in 0..round * WISHES / rounds {
            done.extend(under_way.join_next().await.unwrap().unwrap());
        }
        process.kill("");
        while let Some(answered) = under_way.join_next().await {
            done.extend(answered.unwrap());
        }
    }
    assert!(done.len() > rounds, "{} were answered", done.len());
    let log = log_of(&accounts).await;
    // What was answered is written down.
    let requests: HashSet<_> = log.iter().map(|entry| entry.request_id.as_str()).collect();
    for id in &done {
        assert!(requests.contains(id.as_str()), "{id}");
    }
    // Who is there was added, and who was added is there.
    let added: HashSet<_> = log
        .iter()
        .filter(|entry| entry.action == Action::AddUser)
        .filter_map(|entry| entry.target.as_ref()?.id)
        .collect();
    // The people of the harness were added years ago, by its clock.
    let users = database
        .number("SELECT count(*) FROM users WHERE login_name LIKE 'user-%'")
        .await;
    assert_eq!(i64::try_from(added.len()).unwrap(), users);
    for id in added {
        let query = format!("SELECT count(*) FROM users WHERE id = {id}");
        assert_eq!(database.number(&query).await, 1);
    }
    let changes = log
        .iter()
        .filter(|entry| entry.action == Action::ChangeSetting);
    assert!(changes.count() > 0);
    // Each change begins where the one before ended, and the last one stands.
    let mut stands = String::new();
    for entry in log
        .iter()
        .filter(|entry| entry.action == Action::ChangeSetting)
    {
        let (before, after) = entry
            .details
            .strip_prefix("contact-name: ")
            .and_then(|change| change.split_once(" → "))
            .unwrap();
        assert_eq!(before, stands);
        after.clone_into(&mut stands);
    }
    let there = accounts.settings.newest().await.unwrap();
    assert_eq!(there.get(Setting::ContactName), stands);
    // No number is given twice, and time runs forward.
    assert!(log.windows(2).all(|pair| pair[0].id < pair[1].id));
    if database.url().starts_with("sqlite") {
        let sound = "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'";
        assert_eq!(database.number(sound).await, 1);
    }
}

#[tokio::test]
async fn settings_are_saved_by_whoever_entered_their_password() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let browser = portal.browser();
    browser.log_in("sora", PASSWORD).await;
    let save = async |fields: &[(&str, &str)]| {
        let answer = browser.form("/admin/settings").form(fields).send().await;
        let answer = answer.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    // A box that is not ticked is not sent.
    let (status, _) = save(&[
        ("was[allow-reset]", "on"),
        ("settings[reset-link-minutes]", "45"),
        ("was[reset-link-minutes]", "30"),
    ])
    .await;
    assert_eq!(status, 303);
    let there = portal.accounts.settings.newest().await.unwrap();
    assert_eq!(there.get(Setting::AllowReset), "off");
    assert_eq!(there.get(Setting::ResetLinkMinutes), "45");
    // What is out of bounds is told, and what was typed stays.
    let (status, page) = save(&[
        ("settings[reset-link-minutes]", "4000"),
        ("was[reset-link-minutes]", "45"),
    ])
    .await;
    assert_eq!(status, 422);
    assert!(
        page.contains("This must be a whole number from 5 to 1440."),
        "{page}"
    );
    assert!(page.contains("value=\"4000\""), "{page}");
    // Whoever comes second is told what is there by now.
    let (status, page) = save(&[
        ("settings[reset-link-minutes]", "60"),
        ("was[reset-link-minutes]", "30"),
    ])
    .await;
    assert_eq!(status, 409);
    assert!(page.contains("Changed meanwhile to: "), "{page}");
    // What was left out, or is no setting, changes nothing.
    let (status, _) = save(&[("settings[nonsense]", "1"), ("was[nonsense]", "2")]).await;
    assert_eq!(status, 303);
    // Later the password is asked for, and the form goes on with it.
    portal
        .manual
        .advance(model::timestamp::Duration::minutes(16));
    let (status, page) = save(&[
        ("settings[portal-name]", "Example"),
        ("was[portal-name]", "Latchkey"),
    ])
    .await;
    assert_eq!(status, 403);
    assert!(page.contains("Enter Your Password"), "{page}");
    assert!(page.contains("name=\"settings[portal-name]\""), "{page}");
    let (status, _) = save(&[
        ("settings[portal-name]", "Example"),
        ("was[portal-name]", "Latchkey"),
        ("own_password", PASSWORD),
    ])
    .await;
    assert_eq!(status, 303);
    let page = browser.get("/login").await.text().await.unwrap();
    assert!(page.contains("<title>Log In · Example</title>"), "{page}");
}

#[tokio::test]
async fn the_portal_looks_as_its_owner_wants() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let browser = portal.browser();
    assert_eq!(browser.get("/logo.png").await.status(), 404);
    let page = browser.get("/login").await.text().await.unwrap();
    assert!(!page.contains("accent.css"), "{page}");
    portal
        .accounts
        .settings
        .set(Setting::AccentColour, "#7a1f5c")
        .await
        .unwrap();
    let page = browser.get("/login").await.text().await.unwrap();
    assert!(page.contains("href=\"/accent.css?7a1f5c\""), "{page}");
    let sheet = browser.get("/accent.css?7a1f5c").await;
    assert_eq!(header(&sheet, "content-type"), "text/css");
    assert!(header(&sheet, "cache-control").contains("immutable"));
    let text = sheet.text().await.unwrap();
    assert!(
        text.starts_with(":root{--accent:light-dark(#7a1f5c,"),
        "{text}"
    );
    // Of another colour than that in force, nothing is kept.
    let sheet = browser.get("/accent.css?000000").await;
    assert_eq!(header(&sheet, "cache-control"), "no-cache");
    browser.log_in("sora", PASSWORD).await;
    let upload = async |bytes: Vec<u8>| {
        let answer = browser
            .upload("/admin/settings/logo", &[], &bytes)
            .send()
            .await;
        answer.unwrap().status().as_u16()
    };
    assert_eq!(upload(b"<svg onload='alert(1)'/>".to_vec()).await, 422);
    assert_eq!(upload(Vec::new()).await, 422);
    assert_eq!(upload(vec![0; 300 * 1024]).await, 413);
    assert_eq!(browser.get("/logo.png").await.status(), 404);
    assert_eq!(upload(PIXEL.to_vec()).await, 303);
    let page = browser.get("/login").await.text().await.unwrap();
    let (_, rest) = page.split_once("/logo.png?").unwrap();
    let logo = browser.get(&format!("/logo.png?{}", &rest[..16])).await;
    assert_eq!(header(&logo, "content-type"), "image/png");
    assert!(header(&logo, "cache-control").contains("immutable"));
    assert_eq!(header(&logo, "x-content-type-options"), "nosniff");
    let remove = browser.upload("/admin/settings/logo", &[("remove", "true")], b"");
    let removed = remove.send().await;
    assert_eq!(removed.unwrap().status(), 303);
    assert_eq!(browser.get("/logo.png").await.status(), 404);
}

#[tokio::test]
async fn the_log_is_taken_along_as_a_file() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    portal.add("ren", Role::User).await;
    let browser = portal.browser();
    browser.log_in("sora", PASSWORD).await;
    let page = browser
        .get("/admin/log?action=add-user&login_name=ren")
        .await;
    let page = page.text().await.unwrap();
    assert!(page.contains("role: user; status: active"), "{page}");
    assert!(!page.contains("<bdi>mika</bdi>"), "{page}");
    let asked = [("action", "add-user"), ("login_name", "ren")];
    let file = browser
        .form("/admin/log/export")
        .form(&asked)
        .send()
        .await
        .unwrap();
    assert_eq!(
        header(&file, "content-disposition"),
        "attachment; filename=\"audit-log.csv\""
    );
    let text = file.text().await.unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
    // The password that is asked for later comes with what was looked for.
    portal
        .manual
        .advance(model::timestamp::Duration::minutes(16));
    let asks = browser
        .form("/admin/log/export")
        .form(&asked)
        .send()
        .await
        .unwrap();
    assert_eq!(asks.status(), 403);
    let page = asks.text().await.unwrap();
    assert!(page.contains("name=\"login_name\" value=\"ren\""), "{page}");
}
