//! The list of a million users over HTTP, and the import that makes them: `./x bench users`.
//!
//! It prints and asserts nothing: how long something takes depends on the machine.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    missing_docs,
    reason = "it is run by hand, and prints what it measured"
)]

#[allow(dead_code, reason = "tests need more of it")]
#[path = "../tests/it/harness.rs"]
mod harness;

use accounts::clock::Stopwatch;
use std::fmt::Write;
use testkit::TestDatabase;

use harness::{Browser, PASSWORD, TestPortal, Wishes};

/// Lines of a file.
const LINES: u32 = 100_000;
/// Files.
const FILES: u32 = 10;
/// How often each page is asked for.
const TIMES: usize = 200;

#[tokio::main]
async fn main() {
    for (name, database) in [
        ("SQLite", TestDatabase::sqlite()),
        ("PostgreSQL", TestDatabase::postgres()),
    ] {
        println!("\n{name}: {} users", LINES * FILES);
        measure(&database).await;
    }
}

async fn measure(database: &TestDatabase) {
    let portal = TestPortal::with_people(database, &Wishes::default()).await;
    let admin = portal.browser();
    admin.log_in("sora", PASSWORD).await;
    println!("import of {LINES} lines: check and import, seconds");
    for file in 0..FILES {
        let (checked, imported) = import(&admin, file).await;
        println!("  {:2} {checked:6.1} {imported:6.1}", file + 1);
    }
    change_some(database).await;
    let first = memory();
    println!("milliseconds of {TIMES} requests each:  p50    p95    longest");
    for (what, address) in [
        ("first page", ""),
        ("last page", "?last"),
        ("first page by name", "?sort=name"),
        ("last page by name", "?sort=name&last"),
        ("first page by last login", "?sort=last-login"),
        ("last page by last login", "?sort=last-login&last"),
        ("a page in the middle", "?after=1.mika"),
        ("search 'ika', many", "?search=ika"),
        ("search 'ika' by name", "?search=ika&sort=name"),
        ("search 'ika', last page", "?search=ika&last"),
        ("search 'zoe', all at the end", "?search=zoe"),
        ("search 'qzx', nobody", "?search=qzx"),
        ("search of one login name", "?search=mika.soto.31"),
        ("search '佐', one character", "?search=佐"),
        ("search '佐藤', two characters", "?search=佐藤"),
        ("active", "?status=active"),
        ("inactive", "?status=inactive"),
        ("inactive by name", "?status=inactive&sort=name"),
        ("locked", "?status=locked"),
        ("locked by last login", "?status=locked&sort=last-login"),
        ("must change password", "?status=must-change"),
        ("never logged in", "?status=never-logged-in"),
        ("never logged in, last page", "?status=never-logged-in&last"),
        ("inactive and 'ika'", "?status=inactive&search=ika"),
        ("locked and 'ika'", "?status=locked&search=ika"),
    ] {
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let watch = Stopwatch::start();
            let answer = admin.get(&format!("/admin/users{address}")).await;
            assert_eq!(answer.status(), 200, "{address}");
            answer.bytes().await.unwrap();
            times.push(watch.microseconds());
        }
        times.sort_unstable();
        let at = |part: usize| milliseconds(times[(times.len() * part / 100).min(times.len() - 1)]);
        println!("  {what:32} {:6.1} {:6.1} {:6.1}", at(50), at(95), at(100));
    }
    println!("memory before and after, MB: {first} {}", memory());
    let watch = Stopwatch::start();
    let export = admin.form("/admin/users/export").form(&[("", "")]);
    let export = export.send().await.unwrap().bytes().await.unwrap();
    let seconds = milliseconds(watch.microseconds()) / 1000.0;
    println!(
        "export of {} MB: {seconds:.1} seconds; memory {}",
        export.len() / 1_000_000,
        memory()
    );
}

/// Imports a file as a browser does; seconds until it was shown, and until it was in force.
async fn import(admin: &Browser, file: u32) -> (f64, f64) {
    let boundary = "a-boundary-that-no-name-holds";
    let mut body = format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"users.csv\"\r\n\r\n\
         login_name,display_name,email\n"
    );
    for line in 0..LINES {
        let (login_name, name) = person(file * LINES + line);
        writeln!(body, "{login_name},{name},{login_name}@example.test").unwrap();
    }
    write!(body, "\r\n--{boundary}--\r\n").unwrap();
    let watch = Stopwatch::start();
    let page = admin
        .form("/admin/users/import")
        .header(
            "content-type",
            format!("multipart/form-data; boundary={boundary}"),
        )
        .body(body);
    let page = page.send().await.unwrap().text().await.unwrap();
    let checked = milliseconds(watch.microseconds()) / 1000.0;
    let (_, rest) = page
        .split_once("name=\"import\" value=\"")
        .unwrap_or_else(|| panic!("{page}"));
    let watch = Stopwatch::start();
    let run = admin
        .form("/admin/users/import/run")
        .form(&[("import", &rest[..32])]);
    let page = run.send().await.unwrap().text().await.unwrap();
    assert!(page.contains("100000 users added"), "{page}");
    (checked, milliseconds(watch.microseconds()) / 1000.0)
}

/// The login name and the name of somebody who does not exist, the same in each run.
fn person(number: u32) -> (String, String) {
    const GIVEN: &[&str] = &[
        "Mika", "Sora", "Ren", "Kai", "Zoe", "Ada", "Noa", "Lina", "Tom", "Erika", "Jun", "Ola",
    ];
    const FIRST: &[&str] = &[
        "So", "Ta", "Be", "Mar", "Hol", "Ya", "Ne", "Ful", "Gra", "Wi", "Ko", "Pe", "Lan", "Di",
    ];
    const LAST: &[&str] = &[
        "to", "naka", "rg", "tin", "mes", "mada", "ber", "ler", "ham", "lson", "vac", "ters",
    ];
    // A step that has no divisor in common with any of these numbers, so that all are mixed.
    let mixed = (u64::from(number) * 2_654_435_761 % 4_294_967_296) as usize;
    let given = GIVEN[mixed % GIVEN.len()];
    let family = [
        FIRST[mixed / 12 % FIRST.len()],
        LAST[mixed / 168 % LAST.len()],
    ]
    .concat();
    let login_name = format!(
        "{}.{}.{number}",
        given.to_lowercase(),
        family.to_lowercase()
    );
    match mixed % 20 {
        0 => (login_name, format!("佐藤 {given}")),
        _ => (login_name, format!("{given} {family}")),
    }
}

/// Most have logged in; of the others some are inactive, must change their password, or are locked.
async fn change_some(database: &TestDatabase) {
    for statement in [
        "UPDATE users SET last_login_at = 1700000000000 + id * 1000 WHERE id % 10 < 7",
        "UPDATE users SET status = 'inactive' WHERE id % 50 = 8",
        "UPDATE users SET must_change = true WHERE id % 100 = 9",
        "INSERT INTO lockout_counters (subject, user_id, failures, in_a_row, locks, locked_until, \
         last_failure_at, notice_due) SELECT CAST(CAST(id AS TEXT) AS BLOB), id, 0, 10, 1, \
         9000000000000, 0, false FROM users WHERE id % 500 = 3",
    ] {
        let statement = match database.url().starts_with("sqlite") {
            true => statement.to_owned(),
            false => statement.replace("AS BLOB", "AS BYTEA"),
        };
        database.execute(&statement).await;
    }
    if !database.url().starts_with("sqlite") {
        // As it does by itself, within minutes.
        database.execute("VACUUM (ANALYZE) users").await;
    }
}

#[allow(clippy::cast_precision_loss, reason = "it is rounded anyway")]
fn milliseconds(microseconds: u64) -> f64 {
    microseconds as f64 / 1000.0
}

/// What this process holds, in MB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1000
}
