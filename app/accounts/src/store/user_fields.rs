//! What people enter of a user, written into `users` with all that is derived from it.

use super::user_search::folded;
use model::canonical;
use model::email::Email;
use model::login_name::LoginName;
use model::timestamp::Timestamp;
use model::user::{DisplayName, Language, Role, Status};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, SqlErr,
};

use std::collections::HashMap;

use super::StoreError;
use super::entity::user::{ActiveModel, Column, Entity};

/// What people enter of a user.
#[derive(Clone, Debug)]
pub(crate) struct Fields<'a> {
    pub(crate) login_name: &'a LoginName,
    pub(crate) display_name: &'a DisplayName,
    pub(crate) email: Option<&'a Email>,
    pub(crate) language: Language,
    pub(crate) role: Role,
    pub(crate) status: Status,
}

/// What a new row needs.
#[derive(Clone, Debug)]
pub(crate) struct NewUser<'a> {
    pub(crate) fields: Fields<'a>,
    /// None means that no password is right.
    pub(crate) password_hash: Option<&'a str>,
    pub(crate) must_change: bool,
    pub(crate) created_at: Timestamp,
}

impl NewUser<'_> {
    /// Active, without a password, and with an address to send a link to.
    pub(crate) fn needs_notice(&self) -> bool {
        let active = self.fields.status == Status::Active;
        active && self.password_hash.is_none() && self.fields.email.is_some()
    }

    fn row(&self) -> ActiveModel {
        let fields = &self.fields;
        let email_key = fields.email.map(Email::key);
        let name = fields.display_name.as_str();
        let email = fields.email.map(Email::as_str);
        let search = search_text(fields.login_name.key(), name, email);
        ActiveModel {
            id: NotSet,
            login_name: Set(fields.login_name.as_str().to_owned()),
            login_name_key: Set(fields.login_name.key().to_owned()),
            display_name: Set(name.to_owned()),
            email: Set(email.map(ToOwned::to_owned)),
            email_key: Set(email_key),
            password_hash: Set(self.password_hash.map(ToOwned::to_owned)),
            role: Set(fields.role.as_str().to_owned()),
            status: Set(fields.status.as_str().to_owned()),
            must_change: Set(self.must_change),
            language: Set(fields.language.as_str().to_owned()),
            version: Set(1),
            name_key: Set(name_key(name)),
            search_text: Set(search),
            created_at: Set(self.created_at.0),
            last_login_at: Set(None),
            password_changed_at: Set(self.password_hash.map(|_| self.created_at.0)),
        }
    }
}

/// How a display name is sorted.
pub(crate) fn name_key(display_name: &str) -> String {
    folded(display_name)
}

/// Everything that a user is searched by. A line break stands between, which nobody searches for. A domain
/// can be found by its letters and as the DNS writes it.
pub(crate) fn search_text(login_name_key: &str, display_name: &str, email: Option<&str>) -> String {
    let name = folded(display_name);
    let email = email.unwrap_or_default();
    let (as_entered, key) = (canonical::folded(email), canonical::canonical(email));
    let both = match as_entered == key {
        true => key,
        false => format!("{as_entered}\n{key}"),
    };
    format!("{login_name_key}\n{name}\n{both}")
}

/// Adds a user; `None` if the login name is taken.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    user: &NewUser<'_>,
) -> Result<Option<i64>, StoreError> {
    forget_attempts(connection, [user.fields.email]).await?;
    match Entity::insert(user.row()).exec(connection).await {
        Ok(inserted) => Ok(Some(inserted.last_insert_id)),
        Err(error) if is_taken(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Adds many users in one statement, and gives their numbers by the keys of their login names; `None` if
/// one of these is taken.
pub(crate) async fn insert_many(
    connection: &impl ConnectionTrait,
    users: &[NewUser<'_>],
) -> Result<Option<HashMap<String, i64>>, StoreError> {
    forget_attempts(connection, users.iter().map(|user| user.fields.email)).await?;
    let rows = users.iter().map(NewUser::row);
    // Looking them up afterwards, PostgreSQL would read the whole table: it does not know yet how big
    // it has become.
    match Entity::insert_many(rows)
        .exec_with_returning(connection)
        .await
    {
        Ok(rows) => Ok(Some(
            rows.into_iter()
                .map(|row| (row.login_name_key, row.id))
                .collect(),
        )),
        Err(error) if is_taken(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Of addresses that somebody has from now on.
async fn forget_attempts<'a>(
    connection: &impl ConnectionTrait,
    emails: impl IntoIterator<Item = Option<&'a Email>>,
) -> Result<(), StoreError> {
    let keys: Vec<_> = emails.into_iter().flatten().map(Email::key).collect();
    super::counters::forget_addresses(connection, keys.iter().map(String::as_str)).await
}

fn is_taken(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// What came of changing a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UpdateResult {
    Updated,
    /// The row is no longer of that version, or gone.
    VersionConflict,
    /// Somebody has the login name.
    NameTaken,
}

/// Changes what people enter of a user, if the row is still of `version`.
pub(crate) async fn update(
    transaction: &impl ConnectionTrait,
    id: i64,
    version: i32,
    fields: &Fields<'_>,
) -> Result<UpdateResult, StoreError> {
    forget_attempts(transaction, [fields.email]).await?;
    let email_key = fields.email.map(Email::key);
    let name = fields.display_name.as_str();
    let email = fields.email.map(Email::as_str);
    let search = search_text(fields.login_name.key(), name, email);
    let update = Entity::update_many()
        .col_expr(Column::LoginName, fields.login_name.as_str().into())
        .col_expr(Column::LoginNameKey, fields.login_name.key().into())
        .col_expr(Column::DisplayName, name.into())
        .col_expr(Column::Email, email.into())
        .col_expr(Column::EmailKey, email_key.into())
        .col_expr(Column::Language, fields.language.as_str().into())
        .col_expr(Column::Role, fields.role.as_str().into())
        .col_expr(Column::Status, fields.status.as_str().into())
        .col_expr(Column::NameKey, name_key(name).into())
        .col_expr(Column::SearchText, search.into())
        .col_expr(Column::Version, (version + 1).into())
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(version));
    match update.exec(transaction).await {
        Ok(done) if done.rows_affected > 0 => Ok(UpdateResult::Updated),
        Ok(_) => Ok(UpdateResult::VersionConflict),
        Err(error) if is_taken(&error) => Ok(UpdateResult::NameTaken),
        Err(error) => Err(error.into()),
    }
}

/// Gives a user another address.
pub(crate) async fn set_email(
    transaction: &impl ConnectionTrait,
    id: i64,
    email: &Email,
) -> Result<(), StoreError> {
    let Some(row) = Entity::find_by_id(id).one(transaction).await? else {
        return Ok(());
    };
    forget_attempts(transaction, [Some(email)]).await?;
    let key = email.key();
    let search = search_text(&row.login_name_key, &row.display_name, Some(email.as_str()));
    Entity::update_many()
        .col_expr(Column::Email, email.as_str().into())
        .col_expr(Column::EmailKey, key.into())
        .col_expr(Column::SearchText, search.into())
        .col_expr(Column::Version, (row.version + 1).into())
        .filter(Column::Id.eq(id))
        .exec(transaction)
        .await?;
    Ok(())
}
