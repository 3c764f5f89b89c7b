//! Servers that die in the middle of everything, and what they leave; disks, databases and clocks that
//! fail, and that everything goes on as soon as they do not.

use accounts::Accounts;
use accounts::clock::Clock;
use accounts::invariants::CheckedInvariant;
use model::timestamp::Duration;
use model::user::Role;
use reqwest::StatusCode;
use server::serve::open;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;
use testkit::{TestDatabase, on_each_database};
use tokio::io::copy_bidirectional;
use tokio::net::{UnixListener, UnixStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::harness::{Browser, PASSWORD, Wishes, add, config};
use crate::process::{Process, ProcessClock};

on_each_database! {
    a_server_that_is_killed_anywhere_leaves_a_whole_database
    while_the_database_does_not_write_pages_are_shown_and_logins_wait
    a_clock_that_was_ahead_locks_nobody_out
}

/// How often a server is killed, on each database; [`soak`] kills more.
const ROUNDS: u32 = 5;
/// Who ask at once.
const CLIENTS: usize = 6;

/// What clients ask for, each the next one in turn. Whether it is granted does not matter.
const REQUESTS: &[(&str, &[(&str, &str)])] = &[
    ("/login", &[("login_name", "mika"), ("password", PASSWORD)]),
    (
        "/login",
        &[("login_name", "mika"), ("password", "some wrong password")],
    ),
    ("/login", &[("login_name", "sora"), ("password", PASSWORD)]),
    (
        "/admin/users/new",
        &[
            ("login_name", "nagi"),
            ("display_name", "Nagi"),
            ("email", "nagi@example.test"),
            ("language", "auto"),
            ("role", "user"),
            ("then", "inform"),
        ],
    ),
    (
        "/login",
        &[("login_name", "nobody"), ("password", PASSWORD)],
    ),
    ("/reset-password", &[("email", "mika@example.test")]),
    ("/trouble", &[("tried_name", "mika"), ("findings", "")]),
    (
        "/admin/users/3/action",
        &[("id", "3"), ("action", "unlock")],
    ),
    (
        "/admin/users/3/action",
        &[("id", "3"), ("action", "ask-for-password")],
    ),
    (
        "/admin/users/3/action",
        &[("id", "3"), ("action", "deactivate")],
    ),
    (
        "/admin/users/3/action",
        &[("id", "3"), ("action", "activate")],
    ),
    (
        "/admin/users/action",
        &[("ids[]", "2"), ("ids[]", "3"), ("action", "send-link")],
    ),
    (
        "/admin/users/action",
        &[("ids[]", "4"), ("action", "delete"), ("confirmed", "true")],
    ),
    ("/login", &[("login_name", "emi"), ("password", PASSWORD)]),
    ("/account/language", &[("language", "ja")]),
    (
        "/account/password",
        &[
            ("current_password", PASSWORD),
            ("password", "nine patient lighthouses"),
        ],
    ),
    ("/account/sessions", &[]),
];

/// Asks, with a session where it has one, until nobody answers any more.
async fn ask(browser: Browser, first: usize, answered: Arc<AtomicUsize>) {
    for (path, fields) in REQUESTS.iter().cycle().skip(first) {
        if browser.form(path).form(fields).send().await.is_err() {
            return;
        }
        answered.fetch_add(1, Ordering::SeqCst);
    }
}

async fn a_server_that_is_killed_anywhere_leaves_a_whole_database(database: TestDatabase) {
    kill_servers(database, ROUNDS).await;
}

mod soak {
    use testkit::{TestDatabase, on_each_database};

    on_each_database! {
        servers_that_are_killed_a_hundred_times_leave_a_whole_database
    }

    async fn servers_that_are_killed_a_hundred_times_leave_a_whole_database(
        database: TestDatabase,
    ) {
        super::kill_servers(database, 100).await;
    }
}

/// Kills one server after the other, each after another number of answers.
async fn kill_servers(database: TestDatabase, rounds: u32) {
    let config = config(&database, &Wishes::default());
    let accounts = open(&config, Clock::system()).await.unwrap();
    for (name, role) in [
        ("sora", Role::Administrator),
        ("mika", Role::User),
        ("emi", Role::User),
    ] {
        add(&accounts, name, role).await;
    }
    let clock = ProcessClock::new();
    let mut all = 0;
    for round in 0..rounds {
        clock.set(Duration::minutes(10).times(round));
        let mut process = Process::start(&database, &clock, "m=64,t=1,p=1");
        let answered = Arc::new(AtomicUsize::new(0));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let first = usize::try_from(round).unwrap() + client * REQUESTS.len() / CLIENTS;
                tokio::spawn(ask(process.browser(), first, Arc::clone(&answered)))
            })
            .collect();
        // Wherever the others are when so many were answered.
        while answered.load(Ordering::SeqCst) < 3 + usize::try_from(round).unwrap() * 7 % 41 {
            tokio::task::yield_now().await;
        }
        process.kill("");
        for client in clients {
            client.await.unwrap();
        }
        all += answered.load(Ordering::SeqCst);
    }
    assert_whole(&accounts).await;
    let changes = database.number("SELECT count(*) FROM audit_log").await;
    println!("{all} requests answered, {changes} entries in the log");
    assert!(
        changes > i64::from(rounds),
        "something was changed in each round"
    );
    // And it still does what it is for.
    clock.set(Duration::days(3));
    let process = Process::start(&database, &clock, "m=64,t=1,p=1");
    let answer = process.browser().log_in("sora", PASSWORD).await;
    assert_eq!(answer.status(), 303);
}

async fn assert_whole(accounts: &Accounts) {
    let checked = accounts.invariants.check().await.unwrap();
    let broken: Vec<_> = checked
        .iter()
        .filter(|CheckedInvariant { broken, .. }| *broken > 0)
        .collect();
    assert!(broken.is_empty(), "{broken:?}");
}

/// The accounts of a database with the users of these tests.
async fn people(database: &TestDatabase) -> Accounts {
    let config = config(database, &Wishes::default());
    let accounts = open(&config, Clock::system()).await.unwrap();
    add(&accounts, "sora", Role::Administrator).await;
    add(&accounts, "mika", Role::User).await;
    accounts
}

async fn while_the_database_does_not_write_pages_are_shown_and_logins_wait(database: TestDatabase) {
    let accounts = people(&database).await;
    let process = Process::start_at(database.url(), &ProcessClock::new());
    assert_eq!(process.browser().get("/login").await.status(), 200);
    let held = database.hold_writes().await;
    let logins: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let browser = process.browser();
            tokio::spawn(async move { browser.log_in("mika", PASSWORD).await.status() })
        })
        .collect();
    for path in ["/login", "/reset-password"].repeat(10) {
        assert_eq!(process.browser().get(path).await.status(), 200, "{path}");
    }
    assert!(!logins.iter().any(JoinHandle::is_finished), "they wait");
    held.let_go().await;
    for login in logins {
        assert_eq!(login.await.unwrap(), 303);
    }
    assert_whole(&accounts).await;
}

async fn a_clock_that_was_ahead_locks_nobody_out(database: TestDatabase) {
    let accounts = people(&database).await;
    let clock = ProcessClock::new();
    clock.set(Duration::days(365));
    let process = Process::start_at(database.url(), &clock);
    let mika = process.browser();
    assert_eq!(mika.log_in("mika", PASSWORD).await.status(), 303);
    let mut status = StatusCode::OK;
    for _ in 0..20 {
        let browser = process.browser();
        status = browser.log_in("mika", "some wrong password").await.status();
    }
    assert_eq!(status, 429);
    clock.set(Duration::seconds(0));
    let answer = process.browser().log_in("mika", PASSWORD).await;
    assert_eq!(answer.status(), 303, "the lock of a year is over");
    assert_eq!(mika.get("/account").await.status(), 200, "and she is in");
    clock.set(Duration::days(366));
    let answer = process.browser().log_in("mika", PASSWORD).await;
    assert_eq!(answer.status(), 303);
    assert_whole(&accounts).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_stops_writing_and_nothing_else() {
    let database = TestDatabase::sqlite();
    let accounts = people(&database).await;
    accounts.close().await.unwrap();
    let process = Process::start_on_small_disk(&database, &ProcessClock::new(), 1500);
    let browser = process.browser();
    let mut written = 0;
    // Each leaves more behind than the one before took away.
    while browser.log_in("mika", PASSWORD).await.status() == 303 {
        written += 1;
        assert!(written < 1000, "the disk is never full");
    }
    assert!(written > 0);
    let refused = browser.log_in("mika", PASSWORD).await;
    assert_eq!(refused.status(), 500);
    let words = refused.text().await.unwrap();
    assert!(words.contains("reference"), "{words}");
    assert_eq!(process.browser().get("/login").await.status(), 200);
    assert_eq!(process.browser().get("/health/live").await.status(), 200);
    process.give_room();
    let answer = browser.log_in("mika", PASSWORD).await;
    assert_eq!(answer.status(), 303, "without a restart");
    let config = config(&database, &Wishes::default());
    assert_whole(&open(&config, Clock::system()).await.unwrap()).await;
}

/// The way to a PostgreSQL, which can be cut: a socket that leads to its own.
struct Way {
    folder: TempDir,
    target: PathBuf,
    task: Option<JoinHandle<()>>,
}

const SOCKET: &str = ".s.PGSQL.5432";

impl Way {
    /// One, and the URL that leads along it.
    fn to(database: &TestDatabase) -> (Self, String) {
        let (_, place) = database.url().split_once('@').unwrap();
        let (folder, name) = place.split_once('/').unwrap();
        let mut way = Self {
            folder: tempfile::tempdir().unwrap(),
            target: PathBuf::from(folder.replace("%2F", "/")).join(SOCKET),
            task: None,
        };
        way.open();
        let folder = way.folder.path().to_str().unwrap().replace('/', "%2F");
        (way, format!("postgres://postgres@{folder}/{name}"))
    }

    fn open(&mut self) {
        let listener = UnixListener::bind(self.folder.path().join(SOCKET)).unwrap();
        let target = self.target.clone();
        self.task = Some(tokio::spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (mut near, _) = listener.accept().await.unwrap();
                let mut far = UnixStream::connect(&target).await.unwrap();
                connections.spawn(async move { copy_bidirectional(&mut near, &mut far).await });
            }
        }));
    }

    /// Whatever is under way on it breaks off, and nobody answers any more.
    async fn cut(&mut self) {
        let task = self.task.take().unwrap();
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
        std::fs::remove_file(self.folder.path().join(SOCKET)).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_outlives_its_postgres() {
    let database = TestDatabase::postgres();
    let accounts = people(&database).await;
    let (mut way, url) = Way::to(&database);
    let process = Process::start_at(&url, &ProcessClock::new());
    let (mika, before) = (process.browser(), process.browser());
    assert_eq!(mika.log_in("mika", PASSWORD).await.status(), 303);
    assert_eq!(before.get("/login").await.status(), 200);
    way.cut().await;
    assert_eq!(before.get("/health/live").await.status(), 200);
    assert_eq!(before.get("/health/ready").await.status(), 503);
    for status in [
        before.log_in("mika", PASSWORD).await.status(),
        mika.get("/account").await.status(),
    ] {
        assert!(status.is_server_error(), "{status}");
    }
    way.open();
    assert_eq!(before.get("/health/ready").await.status(), 200);
    assert_eq!(mika.get("/account").await.status(), 200, "still in");
    assert_eq!(before.log_in("mika", PASSWORD).await.status(), 303);
    assert_whole(&accounts).await;
}
