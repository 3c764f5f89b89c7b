//! What can go wrong with the database.

use sea_orm::DbErr;
use std::path::PathBuf;

/// A failure of the database. Its text is for the log, never for a person at a browser.
#[derive(Debug, thiserror::Error)]
#[error("the database failed: {0}")]
pub struct StoreError(#[from] pub(super) DbErr);

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
