//! Two server processes on one database, as an operator runs them: what they count together, and
//! what one leaves that is killed.

use model::timestamp::Duration;
use std::path::Path;
use std::process::Command;
use testkit::{TestDatabase, on_each_database};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::{PASSWORD, TestPortal, Wishes};
use crate::process::{Process, ProcessClock, libfaketime};

on_each_database! {
    of_two_hundred_wrong_ones_ten_are_compared
    of_fifty_right_ones_all_get_in
    a_server_that_is_killed_leaves_no_place_taken_and_no_free_attempt
}

const WRONG: &str = "some wrong password";
/// What a test counts.
const COMPARED: &str = "a password was compared";

/// The statuses of attempts that are sent at once, by turns to each.
async fn at_once(processes: &[&Process], passwords: &[&'static str]) -> Vec<u16> {
    let attempts: Vec<_> = passwords
        .iter()
        .zip(processes.iter().cycle())
        .map(|(&password, process)| {
            let browser = process.browser();
            tokio::spawn(async move { browser.log_in("mika", password).await.status().as_u16() })
        })
        .collect();
    let mut statuses = Vec::new();
    for tried in attempts {
        statuses.push(tried.await.unwrap());
    }
    statuses
}

fn count(statuses: &[u16], status: u16) -> usize {
    statuses.iter().filter(|found| **found == status).count()
}

/// What a hash costs there, long enough for attempts to meet.
const COST: &str = "m=4096,t=2,p=1";

/// The people, added by a portal in this process.
async fn people(database: &TestDatabase) {
    let wishes = Wishes {
        argon2: COST,
        ..Wishes::default()
    };
    TestPortal::with_people(database, &wishes).await;
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
    assert_eq!(at_once(&[&one, &two], &[PASSWORD; 2]).await, [303, 303]);
    // Ten wrong ones, and the last two right ones.
    assert_eq!(one.kill(COMPARED) + two.kill(COMPARED), 12);
}

async fn of_fifty_right_ones_all_get_in(database: TestDatabase) {
    people(&database).await;
    let clock = ProcessClock::new();
    let one = Process::start(&database, &clock, COST);
    let two = Process::start(&database, &clock, COST);
    assert_eq!(at_once(&[&one, &two], &[PASSWORD; 50]).await, [303; 50]);
    // Nine wrong ones among them lock nobody out.
    let mixed: Vec<_> = (0..50)
        .map(|n| if n % 6 == 1 { WRONG } else { PASSWORD })
        .collect();
    let statuses = at_once(&[&one, &two], &mixed).await;
    for (status, password) in statuses.iter().zip(&mixed) {
        assert_eq!(*status, if *password == PASSWORD { 303 } else { 422 });
    }
}

async fn a_server_that_is_killed_leaves_no_place_taken_and_no_free_attempt(database: TestDatabase) {
    people(&database).await;
    // While no account has a hash, a name that nobody has is compared at the server's own cost.
    database
        .execute("UPDATE users SET password_hash = NULL")
        .await;
    let clock = ProcessClock::new();
    // Seconds for one hash: what is sent to it is not decided when it dies.
    let mut slow = Process::start(&database, &clock, "m=262144,t=16,p=1");
    let other = Process::start(&database, &clock, "m=64,t=1,p=1");
    let attempts: Vec<_> = (0..6)
        .map(|_| {
            let browser = slow.browser();
            tokio::spawn(async move {
                let fields = [("login_name", "nobody"), ("password", WRONG)];
                browser.form("/login").form(&fields).send().await.is_err()
            })
        })
        .collect();
    while slots(&database).await != 6 {
        tokio::task::yield_now().await;
    }
    assert_eq!(slow.kill(COMPARED), 0);
    for tried in attempts {
        assert!(tried.await.unwrap(), "the server died before it answered");
    }
    // Six places are taken: of the four that are left three are used.
    for _ in 0..3 {
        assert_eq!(wrong_as("nobody", &other).await, 422);
    }
    assert_eq!(slots(&database).await, 6);
    // Once the six are given up they count as failed, so that the next one is the tenth.
    clock.set(Duration::seconds(31));
    assert_eq!(wrong_as("nobody", &other).await, 429);
    assert_eq!(slots(&database).await, 0);
    clock.set(Duration::seconds(31 + 180));
    assert_eq!(wrong_as("nobody", &other).await, 422);
}

/// None is told from the others by the time that its hash would have taken; `soak` measures that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_unknown_and_inactive_are_compared_alike() {
    let database = TestDatabase::sqlite();
    people(&database).await;
    for (name, password) in [("mika", WRONG), ("nobody", WRONG), ("gone", PASSWORD)] {
        let mut process = Process::start(&database, &ProcessClock::new(), COST);
        let answer = process.browser().log_in(name, password).await;
        assert_eq!(answer.status(), 422, "{name}");
        assert_eq!(process.kill(COMPARED), 1, "{name}");
    }
}

/// What comes back for a request on a connection that stays; nothing if it is closed.
async fn asked(connection: &mut TcpStream) -> String {
    let request = b"GET /health/live HTTP/1.1\r\nhost: login.example.test\r\n\r\n";
    let mut answer = vec![0; 4096];
    let length = match connection.write_all(request).await {
        Ok(()) => connection.read(&mut answer).await.unwrap_or(0),
        Err(_) => 0,
    };
    String::from_utf8_lossy(&answer[..length]).into_owned()
}

/// It may be sending a form at the very moment at which the server is asked to stop.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_is_answered_once_more_by_a_server_that_leaves() {
    let database = TestDatabase::sqlite();
    people(&database).await;
    let proxies = [("LATCHKEY_TRUSTED_PROXIES", "127.0.0.1")];
    let process = Process::start_with(&database, &ProcessClock::new(), &proxies);
    let address = process.url.strip_prefix("http://").unwrap();
    let mut proxy = TcpStream::connect(address).await.unwrap();
    assert!(asked(&mut proxy).await.starts_with("HTTP/1.1 200"));
    process.ask_to_stop();
    // Until nobody new is let in.
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let answer = asked(&mut proxy).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    assert!(process.stop());
}

async fn wrong_as(name: &str, process: &Process) -> u16 {
    process
        .browser()
        .log_in(name, WRONG)
        .await
        .status()
        .as_u16()
}

async fn slots(database: &TestDatabase) -> i64 {
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
