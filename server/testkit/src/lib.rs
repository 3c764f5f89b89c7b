//! For tests only: databases that go away, and a mail server that does as it is told.

mod mail_server;

pub use mail_server::{Behaviour, MailServer, ReceivedMail};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// An empty database of one test's own.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    _folder: Option<TempDir>,
}

impl TestDatabase {
    /// A SQLite file, in a folder that is removed with this value.
    ///
    /// # Panics
    /// If no folder can be made.
    #[must_use]
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self {
            url: format!("sqlite://{}/latchkey.db", folder.path().display()),
            _folder: Some(folder),
        }
    }

    /// A database in the PostgreSQL cluster that `./x test` starts and throws away.
    ///
    /// # Panics
    /// If there is no such cluster.
    #[must_use]
    #[allow(
        clippy::disallowed_methods,
        reason = "the test's environment, not the program's"
    )]
    pub fn postgres() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let cluster = std::env::var("TEST_POSTGRES_URL")
            .expect("TEST_POSTGRES_URL names a PostgreSQL cluster: run ./x test");
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let name = format!("test_{}_{number}", std::process::id());
        let created = Command::new("psql")
            .arg(format!("{cluster}/postgres"))
            .args(["-qc", &format!("CREATE DATABASE {name}")])
            .status()
            .expect("psql runs");
        assert!(created.success(), "psql made the database {name}");
        Self {
            url: format!("{cluster}/{name}"),
            _folder: None,
        }
    }

    /// The one number that a query finds, by a connection of its own.
    ///
    /// # Panics
    /// If the query finds anything else.
    pub async fn number(&self, query: &str) -> i64 {
        let connection = Database::connect(&self.url).await.expect("it answers");
        let statement = Statement::from_string(connection.get_database_backend(), query);
        let row = connection.query_one_raw(statement).await;
        let row = row.expect("the query runs").expect("it finds a row");
        let number = row.try_get_by_index(0).expect("which holds a number");
        connection.close().await.expect("it closes");
        number
    }

    /// Runs a statement, by a connection of its own.
    ///
    /// # Panics
    /// If it fails.
    pub async fn execute(&self, statement: &str) {
        let connection = Database::connect(&self.url).await.expect("it answers");
        let done = connection.execute_unprepared(statement).await;
        done.expect("the statement runs");
        connection.close().await.expect("it closes");
    }

    /// Whether the database does what a statement says, by a connection of its own.
    ///
    /// # Panics
    /// If there is no connection.
    pub async fn tries(&self, statement: &str) -> bool {
        let connection = Database::connect(&self.url).await.expect("it answers");
        let done = connection.execute_unprepared(statement).await;
        connection.close().await.expect("it closes");
        done.is_ok()
    }

    /// Keeps everybody else from writing, as a disk does that hangs, until the value is let go of.
    ///
    /// # Panics
    /// If there is no connection.
    pub async fn hold_writes(&self) -> HeldWrites {
        let mut options = ConnectOptions::new(&self.url);
        // Of several connections each statement could take another.
        options.max_connections(1);
        let connection = Database::connect(options).await.expect("it answers");
        let statements = match connection.get_database_backend() {
            DbBackend::Sqlite => "BEGIN IMMEDIATE",
            _ => "BEGIN; LOCK TABLE users, lockout_counters IN EXCLUSIVE MODE",
        };
        let done = connection.execute_unprepared(statements).await;
        done.expect("nobody else writes");
        HeldWrites(connection)
    }

    /// Adds active users `user000000` and on, by one statement: the product would check each.
    ///
    /// # Panics
    /// If it fails.
    pub async fn add_users(&self, number: u32) {
        let rows = (0..number).map(|number| {
            let name = format!("user{number:06}");
            format!(
                "('{name}', '{name}', '{name}', '{name}', '{name}', 'user', 'active', false, 0)"
            )
        });
        let rows: Vec<_> = rows.collect();
        self.execute(&format!(
            "INSERT INTO users (login_name, login_name_key, display_name, name_key, search_text, \
             role, status, must_change, created_at) VALUES {}",
            rows.join(", ")
        ))
        .await;
    }

    /// Whether these bytes stand anywhere in it, in a text or in bytes.
    ///
    /// # Panics
    /// If it cannot be read.
    #[must_use]
    pub fn holds(&self, wanted: &[u8]) -> bool {
        let found = |all: &[u8], wanted: &[u8]| all.windows(wanted.len()).any(|w| w == wanted);
        if let Some(path) = self.url.strip_prefix("sqlite://") {
            return [path.to_owned(), format!("{path}-wal")]
                .iter()
                .filter_map(|path| std::fs::read(path).ok())
                .any(|all| found(&all, wanted));
        }
        let dump = Command::new("pg_dump").arg(&self.url).output();
        let dump = dump.expect("pg_dump runs");
        assert!(dump.status.success(), "pg_dump read {}", self.url);
        let hex: String = wanted.iter().map(|byte| format!("{byte:02x}")).collect();
        found(&dump.stdout, wanted) || found(&dump.stdout, hex.as_bytes())
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// A database that nobody else can write to.
#[derive(Debug)]
pub struct HeldWrites(DatabaseConnection);

impl HeldWrites {
    /// Lets all others write.
    ///
    /// # Panics
    /// If the connection is gone.
    pub async fn let_go(self) {
        let done = self.0.execute_unprepared("ROLLBACK").await;
        done.expect("the transaction ends");
        self.0.close().await.expect("it closes");
    }
}

/// Makes of each `async fn name(database: TestDatabase)` two tests: `name::sqlite` and
/// `name::postgres`.
#[macro_export]
macro_rules! on_each_database {
    ($($name:ident)*) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name($crate::TestDatabase::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name($crate::TestDatabase::postgres()).await;
            }
        }
    )*};
}
