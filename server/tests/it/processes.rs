//! Two server processes on one database, as an operator runs them: what they count together, and
//! what one leaves that is killed.

use model::timestamp::Duration;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use tempfile::TempDir;
use testkit::{TestDatabase, on_each_database};

use crate::harness::{Browser, PASSWORD, Portal, Wishes};

on_each_database! {
    of_two_hundred_wrong_ones_ten_are_compared
    of_fifty_right_ones_all_get_in
    a_server_that_is_killed_leaves_no_place_taken_and_no_free_try
}

const WRONG: &str = "some wrong password";
/// What a test counts.
const COMPARED: &str = "a password was compared";

/// One process, killed when dropped.
struct Process {
    child: Child,
    url: String,
    log: Option<JoinHandle<Vec<String>>>,
}

/// The clock of all processes of a test (libfaketime): theirs is the machine's, so much ahead.
struct ProcessClock {
    folder: TempDir,
}

impl ProcessClock {
    fn new() -> Self {
        let clock = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        clock.set(Duration::seconds(0));
        clock
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("clock")
    }

    fn set(&self, ahead: Duration) {
        std::fs::write(self.file(), format!("+{}s", ahead.as_seconds())).unwrap();
    }
}

fn libfaketime() -> PathBuf {
    let libraries = std::fs::read_dir("/usr/lib").unwrap();
    libraries
        .map(|entry| entry.unwrap().path().join("faketime/libfaketime.so.1"))
        .find(|path| path.exists())
        .expect("libfaketime is installed: run ./x setup")
}

impl Process {
    fn start(database: &TestDatabase, clock: &ProcessClock, argon2: &str) -> Self {
        let site = clock.folder.path().join("site");
        std::fs::create_dir_all(site.join("pkg")).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_latchkey"))
            .current_dir(clock.folder.path())
            .env_clear()
            .env("LD_PRELOAD", libfaketime())
            .env("FAKETIME_TIMESTAMP_FILE", clock.file())
            .env("FAKETIME_NO_CACHE", "1")
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .env("LEPTOS_SITE_ROOT", &site)
            .env("LATCHKEY_LISTEN", "127.0.0.1:0")
            .env("LATCHKEY_DATABASE_URL", database.url())
            .env("LATCHKEY_ARGON2", argon2)
            .env("LATCHKEY_LOG", "info,accounts::hasher=debug")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let log = std::thread::spawn(move || lines.map_while(Result::ok).collect());
        let mut said = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut said).unwrap();
        let url = said.trim().strip_prefix("Latchkey is at ");
        let url = url.unwrap_or_else(|| panic!("{said}")).to_owned();
        Self {
            child,
            url,
            log: Some(log),
        }
    }

    fn browser(&self) -> Browser {
        Browser::of(&self.url)
    }

    /// As the kernel ends a process that has no say in it; how many lines of its log hold `text`.
    fn kill(&mut self, text: &str) -> usize {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let log = self.log.take().unwrap().join().unwrap();
        log.iter().filter(|line| line.contains(text)).count()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The statuses of tries that are sent at once, by turns to each.
async fn at_once(processes: &[&Process], passwords: &[&'static str]) -> Vec<u16> {
    let tries: Vec<_> = passwords
        .iter()
        .zip(processes.iter().cycle())
        .map(|(&password, process)| {
            let browser = process.browser();
            tokio::spawn(async move {
                browser
                    .call_log_in("mika", password)
                    .await
                    .status()
                    .as_u16()
            })
        })
        .collect();
    let mut statuses = Vec::new();
    for tried in tries {
        statuses.push(tried.await.unwrap());
    }
    statuses
}

fn count(statuses: &[u16], status: u16) -> usize {
    statuses.iter().filter(|found| **found == status).count()
}

/// What a hash costs there, long enough for tries to meet.
const COST: &str = "m=4096,t=2,p=1";

/// The people, added by a portal in this process.
async fn people(database: &TestDatabase) {
    let wishes = Wishes {
        argon2: COST,
        ..Wishes::default()
    };
    Portal::with_people(database, &wishes).await;
}

async fn of_two_hundred_wrong_ones_ten_are_compared(database: TestDatabase) {
    people(&database).await;
    let clock = ProcessClock::new();
    let mut one = Process::start(&database, &clock, COST);
    let mut two = Process::start(&database, &clock, COST);
    let statuses = at_once(&[&one, &two], &[WRONG; 200]).await;
    assert_eq!((count(&statuses, 422), count(&statuses, 429)), (9, 191));
    // Locked for the right one too, on both.
    assert_eq!(at_once(&[&one, &two], &[PASSWORD; 2]).await, [429, 429]);
    clock.set(Duration::minutes(3));
    assert_eq!(at_once(&[&one, &two], &[PASSWORD; 2]).await, [200, 200]);
    // Ten wrong ones, and the last two right ones.
    assert_eq!(one.kill(COMPARED) + two.kill(COMPARED), 12);
}

async fn of_fifty_right_ones_all_get_in(database: TestDatabase) {
    people(&database).await;
    let clock = ProcessClock::new();
    let one = Process::start(&database, &clock, COST);
    let two = Process::start(&database, &clock, COST);
    assert_eq!(at_once(&[&one, &two], &[PASSWORD; 50]).await, [200; 50]);
    // Nine wrong ones among them lock nobody out.
    let mixed: Vec<_> = (0..50)
        .map(|n| if n % 6 == 1 { WRONG } else { PASSWORD })
        .collect();
    let statuses = at_once(&[&one, &two], &mixed).await;
    for (status, password) in statuses.iter().zip(&mixed) {
        assert_eq!(*status, if *password == PASSWORD { 200 } else { 422 });
    }
}

async fn a_server_that_is_killed_leaves_no_place_taken_and_no_free_try(database: TestDatabase) {
    people(&database).await;
    let clock = ProcessClock::new();
    // Seconds for one hash: what is sent to it is not decided when it dies.
    let mut slow = Process::start(&database, &clock, "m=262144,t=16,p=1");
    let other = Process::start(&database, &clock, "m=64,t=1,p=1");
    // A name that nobody has is compared at the server's own cost.
    let tries: Vec<_> = (0..6)
        .map(|_| {
            let browser = slow.browser();
            tokio::spawn(async move {
                let fields = [("login_name", "nobody"), ("password", WRONG)];
                browser.call("log-in").form(&fields).send().await.is_err()
            })
        })
        .collect();
    while places(&database).await != 6 {
        tokio::task::yield_now().await;
    }
    assert_eq!(slow.kill(COMPARED), 0);
    for tried in tries {
        assert!(tried.await.unwrap(), "the server died before it answered");
    }
    // Six places are taken: of the four that are left three are used.
    for _ in 0..3 {
        assert_eq!(wrong_as("nobody", &other).await, 422);
    }
    assert_eq!(places(&database).await, 6);
    // Once the six are given up they count as failed, so that the next one is the tenth.
    clock.set(Duration::seconds(31));
    assert_eq!(wrong_as("nobody", &other).await, 429);
    assert_eq!(places(&database).await, 0);
    clock.set(Duration::seconds(31 + 180));
    assert_eq!(wrong_as("nobody", &other).await, 422);
}

async fn wrong_as(name: &str, process: &Process) -> u16 {
    process
        .browser()
        .call_log_in(name, WRONG)
        .await
        .status()
        .as_u16()
}

async fn places(database: &TestDatabase) -> i64 {
    database
        .number("SELECT count(*) FROM login_tries WHERE place_until IS NOT NULL")
        .await
}

#[test]
fn the_clock_of_a_process_can_be_moved() {
    let clock = ProcessClock::new();
    clock.set(Duration::days(400));
    let output = Command::new("date")
        .arg("+%s")
        .env("LD_PRELOAD", libfaketime())
        .env("FAKETIME_TIMESTAMP_FILE", clock.file())
        .output()
        .unwrap();
    let faked: i64 = String::from_utf8(output.stdout)
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    let real = Path::new(&clock.file())
        .metadata()
        .unwrap()
        .modified()
        .unwrap();
    let real = real
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let ahead = faked - i64::try_from(real).unwrap();
    assert!(
        (ahead - Duration::days(400).as_seconds()).abs() < 60,
        "{ahead}"
    );
}
