//! Queries on `mails`.

use model::timestamp::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::StoreError;
use super::entity::mail::{ActiveModel, Column, Entity, Model};

/// A mail to be sent.
pub(crate) struct NewMail {
    pub(crate) message_id: String,
    pub(crate) user_id: Option<i64>,
    pub(crate) to: String,
    pub(crate) kind: &'static str,
    pub(crate) details: String,
}

/// A mail that is being sent.
pub(crate) struct Mail {
    pub(crate) id: i64,
    pub(crate) message_id: String,
    pub(crate) user_id: Option<i64>,
    pub(crate) to: String,
    pub(crate) kind: String,
    pub(crate) details: String,
    pub(crate) created_at: Timestamp,
    /// How often it has been tried, this time included.
    pub(crate) tries: u32,
}

impl From<Model> for Mail {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            message_id: row.message_id,
            user_id: row.user_id,
            to: row.to_address,
            kind: row.kind,
            details: row.details,
            created_at: Timestamp(row.created_at),
            tries: u32::try_from(row.tries).unwrap_or(u32::MAX),
        }
    }
}

/// What came of one try.
pub(crate) enum Fate {
    Sent,
    TryAgain(Timestamp),
    GivenUp,
}

/// Puts a mail among those that wait.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    mail: NewMail,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: NotSet,
        message_id: Set(mail.message_id),
        user_id: Set(mail.user_id),
        to_address: Set(mail.to),
        kind: Set(mail.kind.to_owned()),
        details: Set(mail.details),
        created_at: Set(now.0),
        next_try_at: Set(Some(now.0)),
        tries: Set(0),
        sent_at: Set(None),
        answer: Set(None),
    };
    Entity::insert(row).exec(connection).await?;
    Ok(())
}

fn due(now: Timestamp) -> Select<Entity> {
    Entity::find()
        .filter(Column::NextTryAt.lte(now.0))
        .order_by_asc(Column::NextTryAt)
        .order_by_asc(Column::Id)
        .limit(1)
}

/// Whether a mail is due.
pub(crate) async fn any_due(
    connection: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let id: Option<i64> = due(now)
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .one(connection)
        .await?;
    Ok(id.is_some())
}

/// Takes the mail that is due first, which nobody else takes until `until`.
pub(crate) async fn claim(
    transaction: &impl ConnectionTrait,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Mail>, StoreError> {
    // SQLite has one writer, and leaves the lock out of the query.
    let found = due(now)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(transaction)
        .await?;
    let Some(row) = found else {
        return Ok(None);
    };
    Entity::update_many()
        .col_expr(Column::NextTryAt, until.0.into())
        .col_expr(Column::Tries, Expr::col(Column::Tries).add(1))
        .filter(Column::Id.eq(row.id))
        .exec(transaction)
        .await?;
    let mut mail = Mail::from(row);
    mail.tries = mail.tries.saturating_add(1);
    Ok(Some(mail))
}

/// Writes down what came of a try.
pub(crate) async fn note(
    connection: &impl ConnectionTrait,
    id: i64,
    result: Fate,
    answer: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (next, sent) = match result {
        Fate::Sent => (None, Some(now.0)),
        Fate::TryAgain(at) => (Some(at.0), None),
        Fate::GivenUp => (None, None),
    };
    Entity::update_many()
        .col_expr(Column::NextTryAt, Expr::value(next))
        .col_expr(Column::SentAt, Expr::value(sent))
        .col_expr(Column::Answer, answer.into())
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

/// Forgets the mails of a kind to an address that still wait.
pub(crate) async fn delete_waiting(
    connection: &impl ConnectionTrait,
    kind: &str,
    to: &str,
) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::ToAddress.eq(to))
        .filter(Column::Kind.eq(kind))
        .filter(Column::NextTryAt.is_not_null())
        .exec(connection)
        .await?;
    Ok(())
}

/// Forgets a mail that is not to be sent after all.
pub(crate) async fn delete(connection: &impl ConnectionTrait, id: i64) -> Result<(), StoreError> {
    Entity::delete_by_id(id).exec(connection).await?;
    Ok(())
}

/// Forgets mails that were sent or given up, and written before a moment.
pub(crate) async fn delete_done(
    connection: &impl ConnectionTrait,
    before: Timestamp,
) -> Result<u64, StoreError> {
    let deleted = Entity::delete_many()
        .filter(Column::NextTryAt.is_null())
        .filter(Column::CreatedAt.lt(before.0))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected)
}
