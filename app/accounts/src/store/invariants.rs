//! Queries that count what must not be there. `docs/invariants.md` says why each of it must not.

use model::email::Email;
use model::login_name::LoginName;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

use super::StoreError;
use super::entity::user::{Column, Entity, Model};
use super::user_fields::{name_key, search_text};

/// Users that are read at once.
const BATCH: u64 = 1000;

/// A name, and a query of how many rows break it.
pub(crate) const COUNTED: &[(&str, &str)] = &[
    (
        "one-user-a-name",
        "SELECT count(*) FROM (SELECT 1 FROM users GROUP BY login_name_key HAVING count(*) > 1) AS twice",
    ),
    (
        "an-administrator",
        "SELECT count(*) FROM users WHERE role = 'administrator' AND NOT EXISTS (SELECT 1 FROM users \
         WHERE role = 'administrator' AND status = 'active' AND password_hash IS NOT NULL)",
    ),
    (
        "argon2id-only",
        "SELECT (SELECT count(*) FROM users WHERE password_hash NOT LIKE '$argon2id$v=19$m=%') + \
         (SELECT count(*) FROM password_history WHERE password_hash NOT LIKE '$argon2id$v=19$m=%')",
    ),
    (
        "owned-by-somebody",
        "SELECT count(*) FROM (SELECT user_id FROM sessions UNION ALL SELECT user_id FROM devices \
         UNION ALL SELECT user_id FROM links UNION ALL SELECT user_id FROM imports \
         UNION ALL SELECT user_id FROM password_history UNION ALL SELECT user_id FROM mails \
         UNION ALL SELECT user_id FROM login_tries UNION ALL SELECT user_id FROM lockout_counters) AS owned \
         WHERE user_id IS NOT NULL AND user_id NOT IN (SELECT id FROM users)",
    ),
    (
        "no-session-of-the-inactive",
        "SELECT count(*) FROM sessions WHERE user_id IN (SELECT id FROM users WHERE status = 'inactive')",
    ),
    (
        "no-session-without-password",
        "SELECT count(*) FROM sessions WHERE user_id IN (SELECT id FROM users WHERE password_hash IS NULL)",
    ),
    (
        "links-end-once",
        "SELECT count(*) FROM links WHERE (ended_at IS NULL) <> (ended_by IS NULL) OR expires_at <= created_at",
    ),
    (
        "one-used-link-a-mail",
        "SELECT count(*) FROM (SELECT 1 FROM links WHERE ended_by = 'used' AND message_id IS NOT NULL \
         GROUP BY message_id HAVING count(*) > 1) AS twice",
    ),
    (
        "sent-mails-rest",
        "SELECT count(*) FROM mails WHERE (sent_at IS NOT NULL AND next_try_at IS NOT NULL) OR tries < 0",
    ),
    (
        "one-message-id-a-mail",
        "SELECT count(*) FROM (SELECT 1 FROM mails GROUP BY message_id HAVING count(*) > 1) AS twice",
    ),
    (
        "slots-are-held-while-comparing",
        "SELECT count(*) FROM login_tries WHERE (place_until IS NOT NULL) <> (outcome = 'comparing')",
    ),
    (
        "locks-are-counted",
        "SELECT count(*) FROM lockout_counters WHERE failures < 0 OR in_a_row < 0 OR locks < 0 \
         OR (locked_until IS NOT NULL AND locks = 0)",
    ),
    (
        "log-in-words-of-ours",
        "SELECT count(*) FROM audit_log WHERE outcome NOT IN ('done', 'failed') OR action = '' OR at < 0",
    ),
    (
        "one-logo",
        "SELECT CASE WHEN count(*) > 1 THEN count(*) ELSE 0 END FROM logo",
    ),
];

/// The name of the check of the file itself, on SQLite.
pub(crate) const FILE: &str = "sound-file";
/// The name of the check of what is derived from what people enter.
pub(crate) const DERIVED: &str = "derived-from-what-was-entered";

/// How many rows a query counts.
pub(crate) async fn count(
    connection: &impl ConnectionTrait,
    query: &str,
) -> Result<u64, StoreError> {
    let statement = Statement::from_string(connection.get_database_backend(), query);
    let row = connection.query_one_raw(statement).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(count.unsigned_abs())
}

/// What SQLite finds wrong with its file, its keys and its index of searches.
pub(crate) async fn unsound_file(connection: &impl ConnectionTrait) -> Result<u64, StoreError> {
    let backend = connection.get_database_backend();
    if backend != DbBackend::Sqlite {
        return Ok(0);
    }
    let mut wrong = 0;
    for (pragma, fine) in [
        ("PRAGMA integrity_check", 1),
        ("PRAGMA foreign_key_check", 0),
    ] {
        let rows = connection
            .query_all_raw(Statement::from_string(backend, pragma))
            .await?;
        let ok = rows.first().is_some_and(|row| {
            row.try_get_by_index::<String>(0)
                .is_ok_and(|said| said == "ok")
        });
        if rows.len() != fine || (fine == 1 && !ok) {
            wrong += rows.len().max(1);
        }
    }
    // It fails where the index holds anything else than the table.
    let index = "INSERT INTO users_search(users_search, rank) VALUES ('integrity-check', 1)";
    if let Err(error) = connection.execute_unprepared(index).await {
        tracing::error!(%error, "the index of searches is not that of the users");
        wrong += 1;
    }
    Ok(wrong as u64)
}

/// Users whose keys are not made of what was entered.
pub(crate) async fn wrongly_derived(connection: &impl ConnectionTrait) -> Result<u64, StoreError> {
    let (mut wrong, mut after) = (0, 0);
    loop {
        let users = Entity::find()
            .filter(Column::Id.gt(after))
            .order_by_asc(Column::Id)
            .limit(BATCH)
            .all(connection)
            .await?;
        let Some(last) = users.last() else {
            return Ok(wrong);
        };
        after = last.id;
        wrong += users.iter().filter(|user| !is_derived(user)).count() as u64;
    }
}

fn is_derived(user: &Model) -> bool {
    let email = user.email.as_deref().map(Email::parse);
    let email_key = match email {
        None => None,
        Some(Ok(email)) => Some(email.key()),
        Some(Err(_)) => return false,
    };
    let search = search_text(
        &user.login_name_key,
        &user.display_name,
        user.email.as_deref(),
    );
    LoginName::parse(&user.login_name).is_ok_and(|name| name.key() == user.login_name_key)
        && user.email_key == email_key
        && user.name_key == name_key(&user.display_name)
        && user.search_text == search
}
