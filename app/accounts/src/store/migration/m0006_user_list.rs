//! What the list of users is searched and sorted by, and how often somebody was edited.
//!
//! Moments are milliseconds since 1970 (UTC). Lengths are in code points.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, integer, string_len};
use sea_orm_migration::sea_orm::{DbBackend, Statement};

use crate::store::user_fields::{name_key, search_text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Rows that are read at a time.
const BATCH: i64 = 1000;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            string_len("language", 8).default("auto").take(),
            // Grows by one each time an administrator changes anything that a form shows.
            integer("version").default(1).take(),
            // The display name as it is sorted; all names as they are searched.
            string_len("name_key", 128).default("").take(),
            string_len("search_text", 1200).default("").take(),
        ] {
            let alter = Table::alter().table("users").add_column(column).take();
            manager.alter_table(alter).await?;
        }
        let entered = Table::alter()
            .table("sessions")
            // When the password was last entered in this session; none is when it began.
            .add_column(big_integer_null("confirmed_at"))
            .take();
        manager.alter_table(entered).await?;
        fill(manager).await?;
        let connection = manager.get_connection();
        let (orders, search): (_, &[&str]) = match manager.get_database_backend() {
            DbBackend::Sqlite => (SQLITE_ORDERS, SQLITE_SEARCH),
            // PostgreSQL's takes an extension, which may come later: `store::search_index`.
            _ => (POSTGRES_ORDERS, &[]),
        };
        for statement in orders.iter().chain(FILTERS).chain(search) {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// For each way to sort. What is searched stands in them too, so that a search which reads users in the
/// order of the list reads nothing else: a tenth of the bytes of the table.
const SQLITE_ORDERS: &[&str] = &[
    "CREATE INDEX users_by_login_name ON users (login_name_key, id, search_text)",
    "CREATE INDEX users_by_name ON users (name_key, id, search_text)",
    "CREATE INDEX users_by_last_login ON users (COALESCE(last_login_at, 0), id, search_text)",
];

/// The first takes the place of the one that kept login names unique: PostgreSQL would use that one,
/// which holds nothing else. An index is read alone only where the table was vacuumed since.
const POSTGRES_ORDERS: &[&str] = &[
    "CREATE UNIQUE INDEX users_by_login_name ON users (login_name_key) INCLUDE (id, search_text)",
    "ALTER TABLE users DROP CONSTRAINT users_login_name_key_key",
    "CREATE INDEX users_by_name ON users (name_key, id) INCLUDE (search_text)",
    "CREATE INDEX users_by_last_login ON users (COALESCE(last_login_at, 0), id)",
    "ALTER TABLE users SET (autovacuum_vacuum_scale_factor = 0.02, \
     autovacuum_analyze_scale_factor = 0.02)",
];

/// For each filter that few users may pass.
const FILTERS: &[&str] = &[
    "CREATE INDEX users_inactive ON users (login_name_key, id, search_text) \
     WHERE status = 'inactive'",
    "CREATE INDEX users_must_change ON users (login_name_key, id, search_text) WHERE must_change",
    "CREATE INDEX users_never_logged_in ON users (login_name_key, id, search_text) \
     WHERE last_login_at IS NULL",
    "CREATE INDEX counters_locked ON lockout_counters (locked_until, user_id) \
     WHERE locked_until IS NOT NULL",
];

/// An index of all runs of three characters; the triggers keep it true.
const SQLITE_SEARCH: &[&str] = &[
    "CREATE VIRTUAL TABLE users_search USING fts5(search_text, content='users', content_rowid='id', \
     detail='none', columnsize=0, tokenize='trigram case_sensitive 1')",
    "INSERT INTO users_search(users_search) VALUES ('rebuild')",
    "CREATE TRIGGER users_search_insert AFTER INSERT ON users BEGIN \
     INSERT INTO users_search(rowid, search_text) VALUES (new.id, new.search_text); END",
    "CREATE TRIGGER users_search_delete AFTER DELETE ON users BEGIN \
     INSERT INTO users_search(users_search, rowid, search_text) \
     VALUES ('delete', old.id, old.search_text); END",
    "CREATE TRIGGER users_search_update AFTER UPDATE OF search_text ON users \
     WHEN old.search_text <> new.search_text BEGIN \
     INSERT INTO users_search(users_search, rowid, search_text) \
     VALUES ('delete', old.id, old.search_text); \
     INSERT INTO users_search(rowid, search_text) VALUES (new.id, new.search_text); END",
];

/// Fills the new columns of users who are there already.
async fn fill(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let backend = manager.get_database_backend();
    let mut after: i64 = 0;
    loop {
        let query = format!(
            "SELECT id, login_name_key, display_name, email_key FROM users \
             WHERE id > {after} ORDER BY id LIMIT {BATCH}"
        );
        let rows = connection
            .query_all_raw(Statement::from_string(backend, query))
            .await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = last.try_get_by("id")?;
        for row in &rows {
            let (id, key): (i64, String) =
                (row.try_get_by("id")?, row.try_get_by("login_name_key")?);
            let name: String = row.try_get_by("display_name")?;
            let email: Option<String> = row.try_get_by("email_key")?;
            let update = Query::update()
                .table("users")
                .value("name_key", name_key(&name))
                .value("search_text", search_text(&key, &name, email.as_deref()))
                .and_where(Expr::col("id").eq(id))
                .take();
            connection.execute(&update).await?;
        }
    }
}
