//! Queries on `users`.

use model::login_name::{LoginName, TypedName};
use model::timestamp::Timestamp;
use model::user::{Language, Role, Status};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, Order, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::HashMap;

use super::StoreError;
use super::entity::user::{Column, Entity, Model};

/// A user as stored.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) login_name: String,
    pub(crate) display_name: String,
    pub(crate) email: Option<String>,
    pub(crate) password_hash: Option<String>,
    pub(crate) language: Language,
    pub(crate) role: Role,
    pub(crate) status: Status,
    /// Grows whenever an administrator changes what a form shows.
    pub(crate) version: i32,
    /// Logging in leads to choosing a new password, and nowhere else.
    pub(crate) must_change: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) last_login_at: Option<Timestamp>,
    /// When the password was set; when the user was added, if that is not known.
    pub(crate) password_changed_at: Timestamp,
}

impl User {
    /// Active, without a password, and with an address to send a link to.
    pub(crate) fn needs_notice(&self) -> bool {
        self.status == Status::Active && self.password_hash.is_none() && self.email.is_some()
    }
}

impl TryFrom<Model> for User {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let unreadable = |error: model::user::UnknownWord| DbErr::Type(error.to_string());
        Ok(Self {
            id: row.id,
            login_name: row.login_name,
            display_name: row.display_name,
            email: row.email,
            password_hash: row.password_hash,
            language: row.language.parse().map_err(unreadable)?,
            role: row.role.parse().map_err(unreadable)?,
            version: row.version,
            status: row.status.parse().map_err(unreadable)?,
            must_change: row.must_change,
            created_at: Timestamp(row.created_at),
            last_login_at: row.last_login_at.map(Timestamp),
            password_changed_at: Timestamp(row.password_changed_at.unwrap_or(row.created_at)),
        })
    }
}

/// The account that somebody means who typed `name`: the one of that login name, else the only
/// one with that address. Both are always looked up, so that the time tells nothing.
pub(crate) async fn find_typed(
    connection: &impl ConnectionTrait,
    name: &TypedName,
) -> Result<Option<User>, StoreError> {
    let either = Condition::any()
        .add(Column::LoginNameKey.eq(name.key()))
        .add(Column::EmailKey.eq(name.key()));
    // The one of the name first, then as many of the address as tell whether it is the only one.
    let mut found = Entity::find()
        .filter(either)
        .order_by(Column::LoginNameKey.eq(name.key()), Order::Desc)
        .limit(2)
        .all(connection)
        .await?;
    let by_name = found
        .first()
        .is_some_and(|row| row.login_name_key == name.key());
    let meant = (by_name || found.len() == 1).then(|| found.swap_remove(0));
    meant.map(User::try_from).transpose()
}

/// Active users with an address, at most `limit`, the oldest first.
pub(crate) async fn active_with_email(
    connection: &impl ConnectionTrait,
    email_key: &str,
    limit: u64,
) -> Result<Vec<User>, StoreError> {
    let rows = Entity::find()
        .filter(Column::EmailKey.eq(email_key))
        .filter(Column::Status.eq(Status::Active.as_str()))
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    rows.into_iter().map(User::try_from).collect()
}

/// The user of an id.
pub(crate) async fn find(
    connection: &impl ConnectionTrait,
    id: i64,
) -> Result<Option<User>, StoreError> {
    let row = Entity::find_by_id(id).one(connection).await?;
    row.map(User::try_from).transpose()
}

/// The user of an id, their row locked until the transaction ends. SQLite has one writer,
/// and leaves the lock out of the query.
pub(crate) async fn find_for_update(
    transaction: &impl ConnectionTrait,
    id: i64,
) -> Result<Option<User>, StoreError> {
    let row = Entity::find_by_id(id).lock_exclusive().one(transaction);
    row.await?.map(User::try_from).transpose()
}

/// The users of some keys of login names, by these keys.
pub(crate) async fn find_keys(
    connection: &impl ConnectionTrait,
    keys: &[&str],
) -> Result<HashMap<String, User>, StoreError> {
    let rows = Entity::find()
        .filter(Column::LoginNameKey.is_in(keys.iter().copied()))
        .all(connection)
        .await?;
    rows.into_iter()
        .map(|row| Ok((row.login_name_key.clone(), User::try_from(row)?)))
        .collect()
}

/// The users of some numbers, by these numbers.
pub(crate) async fn find_all(
    connection: &impl ConnectionTrait,
    ids: &[i64],
) -> Result<HashMap<i64, User>, StoreError> {
    let rows = find_rows(connection, ids).await?;
    rows.into_iter()
        .map(|(id, row)| Ok((id, User::try_from(row)?)))
        .collect()
}

/// The same, as they are stored.
pub(super) async fn find_rows(
    connection: &impl ConnectionTrait,
    ids: &[i64],
) -> Result<HashMap<i64, Model>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The first users after a key, by key.
pub(crate) async fn after(
    connection: &impl ConnectionTrait,
    key: Option<&str>,
    limit: u64,
) -> Result<Vec<(String, User)>, StoreError> {
    let mut query = Entity::find();
    if let Some(key) = key {
        query = query.filter(Column::LoginNameKey.gt(key));
    }
    let rows = query
        .order_by_asc(Column::LoginNameKey)
        .limit(limit)
        .all(connection)
        .await?;
    rows.into_iter()
        .map(|row| Ok((row.login_name_key.clone(), User::try_from(row)?)))
        .collect()
}

/// Takes a user away, with all that belongs to them, if the row is still of `version`; whether it was.
pub(crate) async fn delete_version(
    transaction: &impl ConnectionTrait,
    id: i64,
    version: i32,
) -> Result<bool, StoreError> {
    let deleted = Entity::delete_many()
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(version))
        .exec(transaction)
        .await?;
    Ok(deleted.rows_affected > 0)
}

/// Takes a user away, with all that belongs to them.
pub(crate) async fn delete(transaction: &impl ConnectionTrait, id: i64) -> Result<(), StoreError> {
    Entity::delete_by_id(id).exec(transaction).await?;
    Ok(())
}

/// Whether the next login leads to choosing a new password.
pub(crate) async fn set_must_change(
    connection: &impl ConnectionTrait,
    id: i64,
    must_change: bool,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::MustChange, must_change.into())
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

/// Whether any administrator exists.
pub(crate) async fn has_administrator(
    connection: &impl ConnectionTrait,
) -> Result<bool, StoreError> {
    let count = Entity::find()
        .filter(Column::Role.eq(Role::Administrator.as_str()))
        .limit(1)
        .count(connection)
        .await?;
    Ok(count > 0)
}

/// Whether there is an active administrator besides a user, who has a password to log in with.
pub(crate) async fn has_other_administrator(
    connection: &impl ConnectionTrait,
    id: i64,
) -> Result<bool, StoreError> {
    let count = Entity::find()
        .filter(Column::Role.eq(Role::Administrator.as_str()))
        .filter(Column::Status.eq(Status::Active.as_str()))
        .filter(Column::PasswordHash.is_not_null())
        .filter(Column::Id.ne(id))
        .limit(1)
        .count(connection)
        .await?;
    Ok(count > 0)
}

/// Notes a login, and puts `renewed` in the place of the hash where it was made anew; whether the
/// account is still active and its password still the one of the hash `compared`. Both may have
/// changed while the password was compared.
pub(crate) async fn logged_in(
    transaction: &impl ConnectionTrait,
    id: i64,
    compared: &str,
    renewed: Option<&str>,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let updated = Entity::update_many()
        .col_expr(Column::LastLoginAt, at.0.into())
        .col_expr(Column::PasswordHash, renewed.unwrap_or(compared).into())
        .filter(Column::Id.eq(id))
        .filter(Column::PasswordHash.eq(compared))
        .filter(Column::Status.eq(Status::Active.as_str()))
        .exec(transaction)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Puts a password's hash in the place of `replaced`; whether that was still there and the user
/// active.
pub(crate) async fn set_password(
    transaction: &impl ConnectionTrait,
    id: i64,
    replaced: Option<&str>,
    hash: &str,
    must_change: bool,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let update = Entity::update_many()
        .col_expr(Column::PasswordHash, hash.into())
        .col_expr(Column::MustChange, must_change.into())
        .col_expr(Column::PasswordChangedAt, now.0.into())
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Active.as_str()))
        .filter(match replaced {
            Some(replaced) => Column::PasswordHash.eq(replaced),
            None => Column::PasswordHash.is_null(),
        });
    Ok(update.exec(transaction).await?.rows_affected > 0)
}

/// A password hash that begins with none of some texts.
pub(crate) async fn any_other_hash(
    connection: &impl ConnectionTrait,
    prefixes: &[String],
) -> Result<Option<String>, StoreError> {
    let mut others = Entity::find()
        .select_only()
        .column(Column::PasswordHash)
        .filter(Column::PasswordHash.is_not_null());
    for prefix in prefixes {
        others = others.filter(Column::PasswordHash.not_like(format!("{prefix}%")));
    }
    let found: Option<Option<String>> = others.into_tuple().one(connection).await?;
    Ok(found.flatten())
}

/// How many password hashes begin with `prefix`.
pub(crate) async fn count_hashes(
    connection: &impl ConnectionTrait,
    prefix: &str,
) -> Result<u64, StoreError> {
    let count = Entity::find()
        .filter(Column::PasswordHash.like(format!("{prefix}%")))
        .count(connection)
        .await?;
    Ok(count)
}

/// How many password hashes do not begin with `prefix`.
pub(crate) async fn count_other_hashes(
    connection: &impl ConnectionTrait,
    prefix: &str,
) -> Result<u64, StoreError> {
    let count = Entity::find()
        .filter(Column::PasswordHash.is_not_null())
        .filter(Column::PasswordHash.not_like(format!("{prefix}%")))
        .count(connection)
        .await?;
    Ok(count)
}

/// The user of a login name.
pub(crate) async fn find_id(
    connection: &impl ConnectionTrait,
    name: &LoginName,
) -> Result<Option<i64>, StoreError> {
    let id = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::LoginNameKey.eq(name.key()))
        .into_tuple()
        .one(connection)
        .await?;
    Ok(id)
}

/// Lets a user in, or no longer.
pub(crate) async fn set_status(
    connection: &impl ConnectionTrait,
    id: i64,
    status: Status,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Status, status.as_str().into())
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

/// Changes which language Latchkey speaks to a user. It is theirs to choose at any moment, and no reason
/// to refuse what an administrator does meanwhile.
pub(crate) async fn set_language(
    connection: &impl ConnectionTrait,
    id: i64,
    language: Language,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Language, language.as_str().into())
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}
