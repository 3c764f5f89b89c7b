//! Databases of a test's own.

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
};
use std::ops::Range;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

use crate::template;

/// A database of one test's own.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    _folder: Option<TempDir>,
}

impl TestDatabase {
    /// A SQLite file with today's tables and nobody in them, in a folder that is removed with this value.
    ///
    /// # Panics
    /// If it cannot be made.
    #[must_use]
    pub fn sqlite() -> Self {
        let database = Self::empty_sqlite();
        let file = database.url.trim_start_matches("sqlite://");
        std::fs::copy(template::sqlite(), file).expect("the template is copied");
        database
    }

    /// Where a SQLite file can be made, in a folder that is removed with this value.
    ///
    /// # Panics
    /// If no folder can be made.
    #[must_use]
    pub fn empty_sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self {
            url: format!("sqlite://{}/latchkey.db", folder.path().display()),
            _folder: Some(folder),
        }
    }

    /// A database with today's tables and nobody in them, in the PostgreSQL cluster that `./x test` starts and
    /// throws away.
    ///
    /// # Panics
    /// If there is no such cluster.
    #[must_use]
    pub fn postgres() -> Self {
        Self::in_cluster(Some(template::postgres()))
    }

    /// One without tables.
    ///
    /// # Panics
    /// If there is no such cluster.
    #[must_use]
    pub fn empty_postgres() -> Self {
        Self::in_cluster(None)
    }

    fn in_cluster(template: Option<String>) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let name = format!("test_{}_{number}", std::process::id());
        template::in_cluster(async |cluster| {
            let of = template.map_or_else(String::new, |template| format!(" TEMPLATE {template}"));
            let statement = format!("CREATE DATABASE {name}{of}");
            let created = cluster.execute_unprepared(&statement).await;
            created.expect("the database is made");
        });
        Self {
            url: format!("{}/{name}", template::cluster()),
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
    pub async fn attempts(&self, statement: &str) -> bool {
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

    /// Adds active users of these numbers, such as `user000000`, by one statement: the product would check each.
    ///
    /// # Panics
    /// If it fails.
    pub async fn add_users(&self, numbers: Range<u32>) {
        let rows = numbers.map(|number| {
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
