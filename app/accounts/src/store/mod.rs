//! The database: SQLite in one file, or PostgreSQL. The only room that names sea-orm.
//!
//! Query functions take `&impl ConnectionTrait`, so that they work alone and inside a transaction
//! alike; what belongs together is put into one transaction by the caller, with [`Store::write`].

mod entity;
mod migration;

pub(crate) mod attempts;
pub(crate) mod audit_log;
pub(crate) mod buckets;
pub(crate) mod counters;
pub(crate) mod devices;
pub(crate) mod imports;
pub(crate) mod invariants;
pub(crate) mod links;
pub(crate) mod logo;
pub(crate) mod mails;
pub(crate) mod past_passwords;
pub(crate) mod reports;
mod search_index;
pub(crate) mod secrets;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod setup_codes;
pub(crate) mod user_fields;
pub(crate) mod user_list;
pub(crate) mod users;

use sea_orm::sqlx::error::DatabaseError;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgSslMode};
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

/// What queries run on: the pool, or a transaction.
pub(crate) use sea_orm::ConnectionTrait as Connection;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a statement waits for a connection, and on SQLite for another writer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections that are kept open, per server.
const CONNECTIONS: u32 = 10;
/// Keeps several servers from migrating one PostgreSQL database at once; any number will do.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(4279031)";

/// A failure of the database. Its text is for the log, never for a person at a browser.
#[derive(Debug, thiserror::Error)]
#[error("the database failed: {0}")]
pub struct StoreError(#[from] DbErr);

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Neither `sqlite://` nor `postgres://`.
    #[error("the database URL must start with sqlite:// or postgres://")]
    Scheme,
    /// No address of a PostgreSQL server. The text does not repeat it: it may hold a password.
    #[error(
        "the database URL cannot be read; in a password write / as %2F, # as %23, ? as %3F and @ as %40"
    )]
    Url,
    /// The folder for the file cannot be made.
    #[error("the folder {} cannot be made: {error}", folder.display())]
    Folder {
        /// Which one.
        folder: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The file, or the folder that it is in, cannot be written.
    #[error("{}, or the folder that it is in, cannot be written: {error}", file.display())]
    File {
        /// Which one.
        file: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// It does not answer, or it is no database.
    #[error("the database cannot be opened: {0}")]
    Connect(DbErr),
    /// The same, over a network on which the server has to prove who it is.
    #[error(
        "the database cannot be opened: {0}. Its certificate is checked (sslmode=verify-full), as it is not on this \
         machine: add ?sslrootcert=FILE to its URL for an authority of your own, or, where nobody else can be on \
         the network between, ?sslmode=disable"
    )]
    ConnectSecurely(DbErr),
    /// It failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What answers is a pool that gives each transaction another connection.
    #[error(
        "the database is behind a pool that does not keep what was prepared on a connection: set pool_mode=session \
         there, or, with PgBouncer 1.21 or newer, max_prepared_statements=100"
    )]
    Pool,
    /// Its tables cannot be brought up to date.
    #[error("the database's tables cannot be brought up to date: {0}")]
    Migrate(DbErr),
}

/// Why a database was not copied.
#[derive(Debug, thiserror::Error)]
pub enum BackUpError {
    /// It is one of PostgreSQL, whose own program knows better.
    #[error("only SQLite's file is copied; for PostgreSQL use pg_dump, as deploy/README.md says")]
    Postgres,
    /// A file cannot be read or made.
    #[error("{}: {error}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// SQLite could not copy it.
    #[error("the database cannot be copied: {0}")]
    Copy(DbErr),
}

/// An open database whose tables are up to date. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    connection: DatabaseConnection,
    /// For transactions that write. On SQLite, which has one writer, a connection of its own: writers stand in
    /// line for it rather than ask the file again and again, and keep no connection from those who read.
    writer: DatabaseConnection,
}

impl Store {
    /// Opens the database, making the SQLite file if there is none, and applies the migrations.
    pub(crate) async fn open(url: &str) -> Result<Self, OpenError> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(CONNECTIONS)
            .connect_timeout(PATIENCE)
            .acquire_timeout(PATIENCE)
            .sqlx_logging(false);
        let mut securely = false;
        if url.starts_with("sqlite://") {
            if let Ok(sqlite) = url.parse::<SqliteConnectOptions>() {
                make_file(sqlite.get_filename())?;
            }
            sqlite_options(&mut options);
        } else if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(OpenError::Scheme);
        } else {
            let parsed: PgConnectOptions = url.parse().map_err(|_| OpenError::Url)?;
            securely = is_secured(&parsed);
            options.map_sqlx_postgres_opts(secured);
        }
        let connect = async |options| {
            let connected = Database::connect(options).await;
            connected.map_err(|error| match securely {
                true => OpenError::ConnectSecurely(error),
                false => OpenError::Connect(error),
            })
        };
        let connection = connect(options.clone()).await?;
        let writer = match connection.get_database_backend() {
            DbBackend::Sqlite => connect(options.max_connections(1).to_owned()).await?,
            _ => connection.clone(),
        };
        let store = Self { connection, writer };
        if !store.is_sqlite() {
            keeps_connections(&store.connection).await?;
        }
        store.migrate().await.map_err(OpenError::Migrate)?;
        if !store.is_sqlite() {
            search_index::ensure(&store.connection).await;
        }
        Ok(store)
    }

    /// For queries outside a transaction.
    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Begins a transaction that will write. On SQLite it takes the write lock at once: one that
    /// reads first and writes later is refused at that moment, whatever its patience.
    pub(crate) async fn write(&self) -> Result<DatabaseTransaction, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: self.is_sqlite().then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.writer.begin_with_options(options).await?)
    }

    /// Begins a transaction during which nobody else adds or changes a user, for decisions that
    /// look at all of them.
    pub(crate) async fn write_users_alone(&self) -> Result<DatabaseTransaction, StoreError> {
        let transaction = self.write().await?;
        if !self.is_sqlite() {
            transaction
                .execute_unprepared("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE")
                .await?;
        }
        Ok(transaction)
    }

    /// Begins a transaction during which nobody else changes a setting, for a form that was made from
    /// what they were.
    pub(crate) async fn write_settings_alone(&self) -> Result<DatabaseTransaction, StoreError> {
        let transaction = self.write().await?;
        if !self.is_sqlite() {
            transaction
                .execute_unprepared("LOCK TABLE settings IN SHARE ROW EXCLUSIVE MODE")
                .await?;
        }
        Ok(transaction)
    }

    /// Lets the database look at its users anew. By itself PostgreSQL does so within minutes; until
    /// then it reads the whole table for each name, as was best while the table was small.
    pub(crate) async fn analyze_users(&self) -> Result<(), StoreError> {
        let statement = match self.is_sqlite() {
            // Some of each index are enough (https://sqlite.org/lang_analyze.html, 3.2).
            true => "PRAGMA analysis_limit = 1000; ANALYZE users",
            false => "VACUUM (ANALYZE) users",
        };
        self.connection.execute_unprepared(statement).await?;
        Ok(())
    }

    /// Empties what SQLite has written ahead, in which deleted rows still stand (https://sqlite.org/wal.html). What is
    /// being read meanwhile stays there until the next time.
    pub(crate) async fn forget_deleted(&self) -> Result<(), StoreError> {
        if self.is_sqlite() {
            let statement = "PRAGMA wal_checkpoint(TRUNCATE)";
            self.connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }

    /// Whether the database answers.
    pub(crate) async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.connection.ping().await?)
    }

    /// Copies a database of SQLite into a new file for its owner alone, while servers use it. The tables are copied
    /// as they are, also those of an older version.
    pub(crate) async fn back_up(url: &str, file: &Path) -> Result<(), BackUpError> {
        use std::os::unix::fs::OpenOptionsExt;
        let known = url.parse::<SqliteConnectOptions>();
        let (true, Ok(sqlite)) = (url.starts_with("sqlite://"), known) else {
            return Err(BackUpError::Postgres);
        };
        let from = sqlite.get_filename();
        let problem = |path: &Path, error| BackUpError::File {
            path: path.to_owned(),
            error,
        };
        std::fs::metadata(from).map_err(|error| problem(from, error))?;
        let path = file.to_str().ok_or_else(|| {
            let error = std::io::Error::other("its name is no text");
            problem(file, error)
        })?;
        let mut options = std::fs::OpenOptions::new();
        let made = options.write(true).create_new(true).mode(0o600).open(file);
        let made = made.map_err(|error| problem(file, error))?;
        let copy = async {
            let mut options = ConnectOptions::new(url);
            options.max_connections(1).sqlx_logging(false);
            let connection = Database::connect(options).await?;
            let into =
                Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [path.into()]);
            connection.execute_raw(into).await?;
            connection.close().await
        };
        let copied = copy.await.map_err(BackUpError::Copy);
        let copied = copied.and_then(|()| made.sync_all().map_err(|error| problem(file, error)));
        if copied.is_err() {
            // Nobody is to take a part for the whole.
            let _ = std::fs::remove_file(file);
        }
        copied
    }

    /// Waits for what is under way and closes the file or the connections.
    pub(crate) async fn close(self) -> Result<(), StoreError> {
        self.writer.close().await?;
        Ok(self.connection.close().await?)
    }

    fn is_sqlite(&self) -> bool {
        self.connection.get_database_backend() == DbBackend::Sqlite
    }

    async fn migrate(&self) -> Result<(), DbErr> {
        let transaction = self.write().await.map_err(|StoreError(error)| error)?;
        if !self.is_sqlite() {
            transaction.execute_unprepared(MIGRATION_LOCK).await?;
        }
        let newer = migration::newer(&transaction).await?;
        if newer.is_empty() {
            migration::Migrator::up(&transaction, None).await?;
        } else {
            tracing::warn!(
                migrations = newer.join(", "),
                "a newer version has changed the tables; this one goes on, and is to be replaced soon"
            );
        }
        transaction.commit().await
    }
}

/// Whether nothing but TLS whose certificate was checked is good enough: the server is on another machine, and
/// nobody said otherwise. What PostgreSQL's own programs do, TLS if the server says that it can, protects from
/// nobody who can answer in its place.
fn is_secured(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    let here = options.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback());
    let left_open = matches!(options.get_ssl_mode(), PgSslMode::Prefer | PgSslMode::Allow);
    !here && left_open
}

fn secured(options: PgConnectOptions) -> PgConnectOptions {
    match is_secured(&options) {
        true => options.ssl_mode(PgSslMode::VerifyFull),
        false => options,
    }
}

/// Looks whether two connections are two to the server too. Statements are prepared on one and used there again; a
/// pool in between that hands out connections by the transaction mixes them up, now or on the first busy day.
async fn keeps_connections(connection: &DatabaseConnection) -> Result<(), OpenError> {
    let pool = connection.get_postgres_connection_pool();
    let asked = async {
        let (mut one, mut other) = (pool.acquire().await?, pool.acquire().await?);
        for _ in 0..2 {
            for connection in [&mut one, &mut other] {
                sea_orm::sqlx::query("SELECT 1")
                    .execute(&mut **connection)
                    .await?;
            }
        }
        Ok::<_, sea_orm::sqlx::Error>(())
    };
    asked.await.map_err(|error| {
        let code = error.as_database_error().and_then(DatabaseError::code);
        // Prepared already, or not prepared (https://www.postgresql.org/docs/current/errcodes-appendix.html).
        match code.as_deref() {
            Some("42P05" | "26000") => OpenError::Pool,
            _ => OpenError::Connect(DbErr::Custom(error.to_string())),
        }
    })
}

fn sqlite_options(options: &mut ConnectOptions) {
    use sea_orm::sqlx::Connection as _;
    use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
    // Of a full disk SQLite may end a transaction by itself (https://sqlite.org/lang_transaction.html, 3). The
    // driver goes on counting it, and what is begun on that connection later is nested in nothing, or in what
    // is never committed. A connection that is still in a transaction once nobody has it is closed.
    options.map_sqlx_sqlite_pool_opts(|pool| {
        pool.after_release(|connection, _| {
            Box::pin(async move {
                if connection.is_in_transaction() {
                    // The end of one that was dropped is still on its way; it has come once this is answered.
                    connection.ping().await?;
                }
                Ok(!connection.is_in_transaction())
            })
        })
    });
    // A file does not go away as a server does.
    options.test_before_acquire(false);
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            // What is deleted is overwritten: the hash of a deleted user's password is in no copy of the file.
            .pragma("secure_delete", "ON")
    });
}

/// Makes a database file and its folder, for their owner alone: by itself SQLite lets everybody on the machine
/// read it. The files that it puts beside it are as open as this one.
fn make_file(file: &Path) -> Result<(), OpenError> {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
    let folder = file.parent();
    if let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|error| OpenError::Folder {
                folder: folder.to_owned(),
                error,
            })?;
    }
    let mut options = std::fs::OpenOptions::new();
    let opened = options.append(true).create(true).mode(0o600).open(file);
    let writable = opened.and_then(|_| {
        // Beside it SQLite makes a journal.
        let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        Ok(rustix::fs::access(folder, rustix::fs::Access::WRITE_OK)?)
    });
    writable.map_err(|error| OpenError::File {
        file: file.to_owned(),
        error,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::TestDatabase;

    #[test]
    fn a_server_elsewhere_proves_who_it_is_unless_somebody_says_otherwise() {
        for (url, mode) in [
            (
                "postgres://latchkey:hush@db.example.test/latchkey",
                PgSslMode::VerifyFull,
            ),
            (
                "postgres://db/latchkey?sslmode=prefer",
                PgSslMode::VerifyFull,
            ),
            (
                "postgres://192.0.2.1:5432/latchkey?sslmode=allow",
                PgSslMode::VerifyFull,
            ),
            (
                "postgres://localhost.example.test/latchkey",
                PgSslMode::VerifyFull,
            ),
            ("postgres://db/latchkey?sslmode=disable", PgSslMode::Disable),
            ("postgres://db/latchkey?sslmode=require", PgSslMode::Require),
            (
                "postgres://latchkey@%2Frun%2Fpostgresql/latchkey",
                PgSslMode::Prefer,
            ),
            (
                "postgres:///latchkey?host=/run/postgresql",
                PgSslMode::Prefer,
            ),
            ("postgres://localhost/latchkey", PgSslMode::Prefer),
            ("postgres://127.0.0.2/latchkey", PgSslMode::Prefer),
            ("postgres://[::1]/latchkey", PgSslMode::Prefer),
        ] {
            let options = secured(url.parse().unwrap());
            let same =
                std::mem::discriminant(&options.get_ssl_mode()) == std::mem::discriminant(&mode);
            assert!(same, "{url}: {:?}", options.get_ssl_mode());
        }
    }

    #[tokio::test]
    async fn what_is_deleted_is_in_the_file_no_more() {
        let database = TestDatabase::sqlite();
        let store = Store::open(database.url()).await.unwrap();
        insert(store.connection(), "something that is deleted").await;
        let delete = "DELETE FROM buckets";
        store.writer.execute_unprepared(delete).await.unwrap();
        assert!(database.holds(b"something that is deleted"), "ahead");
        store.forget_deleted().await.unwrap();
        assert!(!database.holds(b"something that is deleted"));
    }

    #[tokio::test]
    async fn nobody_else_reads_the_database() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        // As a folder that somebody else made.
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
        let url = format!("sqlite://{}/latchkey.db", folder.path().display());
        let store = Store::open(&url).await.unwrap();
        insert(store.connection(), "something").await;
        let files = std::fs::read_dir(folder.path()).unwrap();
        let files: Vec<_> = files.map(Result::unwrap).collect();
        // The journal too.
        assert!(files.len() > 1);
        for file in files {
            let mode = file.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{}", file.path().display());
        }
    }

    async fn insert(transaction: &impl ConnectionTrait, name: &str) {
        let statement = format!("INSERT INTO buckets (name, empty_at) VALUES ('{name}', 1)");
        transaction.execute_unprepared(&statement).await.unwrap();
    }

    #[tokio::test]
    async fn a_transaction_that_sqlite_ended_by_itself_leaves_nothing_astray() {
        let database = TestDatabase::sqlite();
        let store = Store::open(database.url()).await.unwrap();
        // As of a full disk: SQLite has rolled back what the driver still counts.
        let ended = store.write().await.unwrap();
        ended.execute_unprepared("ROLLBACK").await.unwrap();
        drop(ended);
        let given_up = store.write().await.unwrap();
        insert(&given_up, "given up").await;
        drop(given_up);
        let kept = store.write().await.unwrap();
        insert(&kept, "kept").await;
        kept.commit().await.unwrap();
        // Another server finds what was committed, and nothing holds it up.
        let other = Store::open(database.url()).await.unwrap();
        let found = |name| buckets::find(other.connection(), name);
        assert_eq!(found("kept").await.unwrap().empty_at.0, 1);
        assert_ne!(found("given up").await.unwrap().empty_at.0, 1);
    }
}
