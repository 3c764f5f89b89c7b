//! The database: SQLite in one file, or PostgreSQL. The only room that names sea-orm.
//!
//! Query functions take `&impl ConnectionTrait`, so that they work alone and inside a transaction
//! alike; what belongs together is put into one transaction by the caller, with [`Store::write`].

mod entity;
mod error;
mod migration;
mod postgres;
mod sqlite;

pub(crate) mod attempts;
pub(crate) mod audit_action;
pub(crate) mod audit_log;
pub(crate) mod buckets;
pub(crate) mod counters;
pub(crate) mod devices;
pub(crate) mod imports;
pub(crate) mod invariants;
pub(crate) mod links;
pub(crate) mod lockout_key;
pub(crate) mod logo;
pub(crate) mod mails;
pub(crate) mod past_passwords;
pub(crate) mod reports;
mod search_index;
pub(crate) mod secrets;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod setup_codes;
mod trim;
pub(crate) mod user_fields;
pub(crate) mod user_list;
pub(crate) mod user_search;
pub(crate) mod users;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

pub use error::{BackUpError, OpenError, StoreError};
/// What queries run on: the pool, or a transaction.
pub(crate) use sea_orm::ConnectionTrait as Connection;
pub(crate) use sqlite::back_up;
use std::time::Duration;

/// How long a statement waits for a connection, and on SQLite for another writer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections that are kept open, per server.
const CONNECTIONS: u32 = 10;
/// Keeps several servers from migrating one PostgreSQL database at once; any number will do.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(4279031)";

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
                sqlite::make_file(sqlite.get_filename())?;
            }
            sqlite::prepare(&mut options, PATIENCE);
        } else if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(OpenError::Scheme);
        } else {
            let parsed: PgConnectOptions = url.parse().map_err(|_| OpenError::Url)?;
            securely = postgres::is_secured(&parsed);
            options.map_sqlx_postgres_opts(postgres::secured);
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
            postgres::keeps_connections(&store.connection).await?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::TestDatabase;

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
