//! Databases with today's tables, which tests copy rather than run each migration again. They are made by the
//! first test of a program that needs one; each test may be a process of its own.

use accounts::clock::Clock;
use accounts::mail::{Delivery, MailOptions};
use accounts::{Accounts, Options};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Keeps several tests from making one template at once; any number will do.
const LOCK: &str = "SELECT pg_advisory_lock(4279032)";

/// The file beside the program that runs the tests, made anew with each build of it.
pub(crate) fn sqlite() -> PathBuf {
    let template = PathBuf::from(format!("{}.db", stem(&program())));
    if !template.exists() {
        let folder = template.parent().expect("the program is in a folder");
        let made = tempfile::tempdir_in(folder).expect("a temporary folder");
        let file = made.path().join("latchkey.db");
        run(|| migrate(format!("sqlite://{}", file.display())));
        // At once: others find all of it or nothing.
        std::fs::rename(&file, &template).expect("the template is put in place");
    }
    template
}

/// The name of the database in the cluster.
pub(crate) fn postgres() -> String {
    let program = stem(&program());
    let (_, name) = program.rsplit_once('/').unwrap_or(("", &program));
    let name = format!("template_{}", name.replace(['-', '.'], "_"));
    let (made, url) = (name.clone(), format!("{}/{name}", cluster()));
    in_cluster(async move |cluster| {
        let done = cluster.execute_unprepared(LOCK).await;
        done.expect("nobody else makes it");
        // Who comes second finds it; the lock goes with the connection.
        let statement = format!("CREATE DATABASE {made}");
        if cluster.execute_unprepared(&statement).await.is_ok() {
            migrate(url).await;
        }
    });
    name
}

/// The cluster that `./x test` starts.
#[allow(
    clippy::disallowed_methods,
    reason = "the test's environment, not the program's"
)]
pub(crate) fn cluster() -> String {
    std::env::var("TEST_POSTGRES_URL")
        .expect("TEST_POSTGRES_URL names a PostgreSQL cluster: run ./x test")
}

/// Does something in the cluster, by one connection.
pub(crate) fn in_cluster(work: impl AsyncFnOnce(&DatabaseConnection) + Send) {
    let mut options = ConnectOptions::new(format!("{}/postgres", cluster()));
    options.max_connections(1).sqlx_logging(false);
    run(async || {
        let connection = Database::connect(options).await.expect("it answers");
        work(&connection).await;
        connection.close().await.expect("it closes");
    });
}

/// The program that runs the tests.
fn program() -> PathBuf {
    std::env::current_exe().expect("the program knows where it is")
}

/// The path of a program and when it was built, so that an older build's template is not taken for its own.
fn stem(program: &Path) -> String {
    let built = program.metadata().and_then(|it| it.modified());
    let built = built
        .expect("the program is there")
        .duration_since(UNIX_EPOCH);
    let built = built.expect("after 1970").as_millis();
    format!("{}-{built}", program.display())
}

async fn migrate(database_url: String) {
    let options = options(&database_url, Clock::system());
    let accounts = Accounts::open(options).await.expect("it can be migrated");
    accounts.close().await.expect("it closes");
}

/// What accounts are opened with in a test: passwords cost next to nothing, and mails go nowhere.
///
/// # Panics
/// Never: the cost and the address are well formed.
#[must_use]
pub fn options(database_url: &str, clock: Clock) -> Options {
    Options {
        database_url: database_url.to_owned(),
        hashing_cost: "m=64,t=1,p=1".parse().expect("a cost"),
        hashing_threads: 2,
        mail: MailOptions {
            delivery: Delivery::Folder("/nowhere".into()),
            from: "Latchkey <latchkey@example.test>"
                .parse()
                .expect("an address"),
            public_url: "https://login.example.test".to_owned(),
        },
        clock,
    }
}

/// Waits for work, also in the middle of a test that must not: by a thread of its own.
fn run<F: Future<Output = ()>>(work: impl FnOnce() -> F + Send) {
    let work = || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build().expect("a run time");
        runtime.block_on(work());
    };
    std::thread::scope(|scope| {
        if let Err(panic) = scope.spawn(work).join() {
            std::panic::resume_unwind(panic);
        }
    });
}
