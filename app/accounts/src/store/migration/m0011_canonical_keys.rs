//! Names and addresses in their one form: see [`model::canonical`].
//!
//! Two login names that were two before, as `straße` and `strasse`, are one now. The newer account is given
//! another, which the log says: nobody could log in with it any more.

use model::email::Email;
use model::login_name::{LoginName, MAX_LENGTH};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, QueryResult, Statement};

use crate::store::user_fields::{name_key, search_text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Rows that are read at a time.
const BATCH: i64 = 1000;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let backend = manager.get_database_backend();
        let mut after: i64 = 0;
        loop {
            let query = format!(
                "SELECT id, login_name, login_name_key, display_name, name_key, email, email_key, \
                 search_text FROM users WHERE id > {after} ORDER BY id LIMIT {BATCH}"
            );
            let rows = connection
                .query_all_raw(Statement::from_string(backend, query))
                .await?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            after = last.try_get_by("id")?;
            for row in &rows {
                renew(connection, backend, row).await?;
            }
        }
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Writes what is derived from what was entered of a user, where it is another than before.
async fn renew(
    connection: &impl ConnectionTrait,
    backend: DbBackend,
    row: &QueryResult,
) -> Result<(), DbErr> {
    let id: i64 = row.try_get_by("id")?;
    let mut login_name: String = row.try_get_by("login_name")?;
    let before: String = row.try_get_by("login_name_key")?;
    let display_name: String = row.try_get_by("display_name")?;
    let email: Option<String> = row.try_get_by("email")?;
    let email_key_before: Option<String> = row.try_get_by("email_key")?;
    let mut key = key_of(&login_name, &before);
    let mut number = 1;
    while key != before && is_taken(connection, backend, &key, id).await? {
        number += 1;
        let ending = format!("-{number}");
        let entered: String = row.try_get_by("login_name")?;
        let kept = entered.chars().take(MAX_LENGTH - ending.len());
        login_name = kept.collect::<String>() + &ending;
        key = key_of(&login_name, &before);
    }
    if number > 1 {
        tracing::warn!(
            user = id,
            login_name,
            "the login name of a user is somebody else's, as names are compared now: it was changed"
        );
    }
    let read = email.as_deref().map(Email::parse);
    let email_key = match read {
        Some(Ok(email)) => Some(email.key()),
        Some(Err(_)) => email_key_before.clone(),
        None => None,
    };
    let search = search_text(&key, &display_name, email.as_deref());
    let name_key = name_key(&display_name);
    let name_key_before: String = row.try_get_by("name_key")?;
    let search_before: String = row.try_get_by("search_text")?;
    if key == before
        && email_key == email_key_before
        && name_key == name_key_before
        && search == search_before
    {
        return Ok(());
    }
    let update = Query::update()
        .table("users")
        .value("login_name", login_name)
        .value("login_name_key", key)
        .value("email_key", email_key)
        .value("name_key", name_key)
        .value("search_text", search)
        .and_where(Expr::col("id").eq(id))
        .take();
    connection.execute(&update).await?;
    Ok(())
}

/// The key of a login name; the one that it had, if it can be none any more.
fn key_of(login_name: &str, before: &str) -> String {
    LoginName::parse(login_name).map_or_else(|_| before.to_owned(), |name| name.key().to_owned())
}

async fn is_taken(
    connection: &impl ConnectionTrait,
    backend: DbBackend,
    key: &str,
    id: i64,
) -> Result<bool, DbErr> {
    let mark = match backend {
        DbBackend::Sqlite => "SELECT 1 FROM users WHERE login_name_key = ? AND id <> ?",
        _ => "SELECT 1 FROM users WHERE login_name_key = $1 AND id <> $2",
    };
    let statement = Statement::from_sql_and_values(backend, mark, [key.into(), id.into()]);
    Ok(connection.query_one_raw(statement).await?.is_some())
}
