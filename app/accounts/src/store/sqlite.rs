//! What is particular to SQLite: its file, how it is opened, and a copy of it.

use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbBackend, Statement};
use std::path::Path;
use std::time::Duration;

use super::error::{BackUpError, OpenError};

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

/// How the file is opened; a statement waits for another writer as long as it has `patience`.
pub(super) fn prepare(options: &mut ConnectOptions, patience: Duration) {
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
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(patience)
            // What is deleted is overwritten: the hash of a deleted user's password is in no copy of the file.
            .pragma("secure_delete", "ON")
    });
}

/// Makes a database file and its folder, for their owner alone: by itself SQLite lets everybody on the machine
/// read it. The files that it puts beside it are as open as this one.
pub(super) fn make_file(file: &Path) -> Result<(), OpenError> {
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
