//! Queries on `users`.

use model::email::Email;
use model::login_name::{LoginName, TypedName};
use model::timestamp::Timestamp;
use model::user::{Role, Status};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, SqlErr,
};

use super::StoreError;
use super::entity::user::{ActiveModel, Column, Entity, Model};

/// A user as stored.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) login_name: String,
    pub(crate) display_name: String,
    pub(crate) email: Option<String>,
    pub(crate) password_hash: Option<String>,
    pub(crate) role: Role,
    pub(crate) status: Status,
    /// Logging in leads to choosing a new password, and nowhere else.
    pub(crate) must_change: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) last_login_at: Option<Timestamp>,
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
            role: row.role.parse().map_err(unreadable)?,
            status: row.status.parse().map_err(unreadable)?,
            must_change: row.must_change,
            created_at: Timestamp(row.created_at),
            last_login_at: row.last_login_at.map(Timestamp),
        })
    }
}

/// What a new row needs.
pub(crate) struct NewUser<'a> {
    pub(crate) login_name: &'a LoginName,
    pub(crate) display_name: &'a str,
    pub(crate) email: Option<&'a Email>,
    pub(crate) password_hash: &'a str,
    pub(crate) role: Role,
    pub(crate) created_at: Timestamp,
}

/// The account that somebody means who typed `name`: the one of that login name, else the only
/// one with that address. Both are always looked up, so that the time tells nothing.
pub(crate) async fn find_typed(
    connection: &impl ConnectionTrait,
    name: &TypedName,
) -> Result<Option<User>, StoreError> {
    let by_name = Entity::find()
        .filter(Column::LoginNameKey.eq(name.key()))
        .one(connection)
        .await?;
    let mut by_email = Entity::find()
        .filter(Column::EmailKey.eq(name.email_key()))
        .limit(2)
        .all(connection)
        .await?;
    let only_one = (by_email.len() == 1).then(|| by_email.remove(0));
    by_name.or(only_one).map(User::try_from).transpose()
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

/// Adds a user; `None` if the login name is taken.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    user: NewUser<'_>,
) -> Result<Option<i64>, StoreError> {
    let row = ActiveModel {
        id: NotSet,
        login_name: Set(user.login_name.as_str().to_owned()),
        login_name_key: Set(user.login_name.key().to_owned()),
        display_name: Set(user.display_name.to_owned()),
        email: Set(user.email.map(|email| email.as_str().to_owned())),
        email_key: Set(user.email.map(Email::key)),
        password_hash: Set(Some(user.password_hash.to_owned())),
        role: Set(user.role.as_str().to_owned()),
        status: Set(Status::Active.as_str().to_owned()),
        must_change: Set(false),
        created_at: Set(user.created_at.0),
        last_login_at: Set(None),
    };
    match Entity::insert(row).exec(connection).await {
        Ok(inserted) => Ok(Some(inserted.last_insert_id)),
        Err(error) => match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Ok(None),
            _ => Err(error.into()),
        },
    }
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

/// Which users a list shows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted<'a> {
    /// In any part of the login name, the name or the address, in lower case; nothing finds all.
    pub(crate) text: &'a str,
    pub(crate) status: Option<Status>,
    /// Those that come after this key.
    pub(crate) after: &'a str,
}

/// The first `limit` of the users that are wanted, by the key of their login names.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    wanted: &Wanted<'_>,
    limit: u64,
) -> Result<Vec<(String, User)>, StoreError> {
    let mut query = Entity::find().filter(Column::LoginNameKey.gt(wanted.after));
    if let Some(status) = wanted.status {
        query = query.filter(Column::Status.eq(status.as_str()));
    }
    if !wanted.text.is_empty() {
        let pattern = LikeExpr::new(format!("%{}%", escaped(wanted.text))).escape('\\');
        let like = |column: Column| Expr::col(column).like(pattern.clone());
        let name = Expr::expr(Func::lower(Expr::col(Column::DisplayName)));
        query = query.filter(
            Condition::any()
                .add(like(Column::LoginNameKey))
                .add(like(Column::EmailKey))
                .add(name.like(pattern.clone())),
        );
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

/// A text in a LIKE pattern that stands for itself.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

/// Whether there is an active administrator besides a user.
pub(crate) async fn has_other_administrator(
    connection: &impl ConnectionTrait,
    id: i64,
) -> Result<bool, StoreError> {
    let count = Entity::find()
        .filter(Column::Role.eq(Role::Administrator.as_str()))
        .filter(Column::Status.eq(Status::Active.as_str()))
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
) -> Result<bool, StoreError> {
    let update = Entity::update_many()
        .col_expr(Column::PasswordHash, hash.into())
        .col_expr(Column::MustChange, must_change.into())
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Active.as_str()))
        .filter(match replaced {
            Some(replaced) => Column::PasswordHash.eq(replaced),
            None => Column::PasswordHash.is_null(),
        });
    Ok(update.exec(transaction).await?.rows_affected > 0)
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
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}
