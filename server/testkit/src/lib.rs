//! For tests only: databases that go away.

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

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
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
