//! Queries on `mails`.

use model::timestamp::Timestamp;
use model::user::UnknownWord;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use std::str::FromStr;

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
    pub(crate) attempts: u32,
    /// Until when nobody else takes it; as long as that stands there, nobody decided otherwise.
    pub(crate) until: Timestamp,
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
            attempts: u32::try_from(row.tries).unwrap_or(u32::MAX),
            until: Timestamp(row.next_try_at.unwrap_or_default()),
        }
    }
}

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailState {
    /// It is to be sent, or sent once more.
    Waiting,
    /// The mail server took it.
    Sent,
    /// It is tried no more.
    Failed,
}

impl MailState {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Sent, Self::Failed];

    /// The word in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }
}

impl FromStr for MailState {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "waiting" => Ok(Self::Waiting),
            "sent" => Ok(Self::Sent),
            "failed" => Ok(Self::Failed),
            _ => Err(UnknownWord("waiting, sent, failed")),
        }
    }
}

/// A mail in the list. What it says is not shown: it may hold a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedMail {
    /// By which other operations know it.
    pub id: i64,
    /// Whom it is for, if that is known.
    pub user_id: Option<i64>,
    /// Where it goes.
    pub to: String,
    /// What it tells of; a word of the database.
    pub kind: String,
    /// What became of it.
    pub state: MailState,
    /// When it was written down.
    pub created_at: Timestamp,
    /// When it is tried next, or was sent.
    pub at: Option<Timestamp>,
    /// How often it was tried.
    pub attempts: u32,
    /// What the mail server said last; any text.
    pub answer: String,
}

/// What came of one attempt.
pub(crate) enum DeliveryOutcome {
    Sent,
    RetryAt(Timestamp),
    Failed,
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
    mail.attempts = mail.attempts.saturating_add(1);
    mail.until = until;
    Ok(Some(mail))
}

/// Writes down what came of an attempt. An administrator may have given the mail up or sent it again while it
/// was tried: that stands, unless it has left.
pub(crate) async fn record_attempt(
    connection: &impl ConnectionTrait,
    mail: &Mail,
    result: DeliveryOutcome,
    answer: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let of_mail = || {
        Entity::update_many()
            .col_expr(Column::Answer, answer.into())
            .filter(Column::Id.eq(mail.id))
    };
    let next = match result {
        DeliveryOutcome::Sent => {
            let sent = of_mail()
                .col_expr(Column::NextTryAt, Expr::value(None::<i64>))
                .col_expr(Column::SentAt, now.0.into());
            sent.exec(connection).await?;
            return Ok(());
        }
        DeliveryOutcome::RetryAt(at) => Some(at.0),
        DeliveryOutcome::Failed => None,
    };
    let noted = of_mail()
        .col_expr(Column::NextTryAt, Expr::value(next))
        .filter(Column::NextTryAt.eq(mail.until.0))
        .exec(connection)
        .await?;
    if noted.rows_affected == 0 {
        of_mail().exec(connection).await?;
    }
    Ok(())
}

fn in_state(state: MailState) -> Condition {
    let all = Condition::all();
    match state {
        MailState::Waiting => all.add(Column::NextTryAt.is_not_null()),
        MailState::Sent => all.add(Column::SentAt.is_not_null()),
        MailState::Failed => all
            .add(Column::NextTryAt.is_null())
            .add(Column::SentAt.is_null()),
    }
}

/// How many there are.
pub(crate) async fn count(
    connection: &impl ConnectionTrait,
    state: MailState,
) -> Result<u64, StoreError> {
    let mails = Entity::find().filter(in_state(state));
    Ok(mails.count(connection).await?)
}

/// The newest mails, those before `before` if it is given.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    state: Option<MailState>,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<ListedMail>, StoreError> {
    let mut query = Entity::find();
    if let Some(state) = state {
        query = query.filter(in_state(state));
    }
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    let rows = query
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(ListedMail::from).collect())
}

impl From<Model> for ListedMail {
    fn from(row: Model) -> Self {
        let state = match (row.next_try_at, row.sent_at) {
            (Some(_), _) => MailState::Waiting,
            (None, Some(_)) => MailState::Sent,
            (None, None) => MailState::Failed,
        };
        Self {
            id: row.id,
            user_id: row.user_id,
            to: row.to_address,
            kind: row.kind,
            state,
            created_at: Timestamp(row.created_at),
            at: row.next_try_at.or(row.sent_at).map(Timestamp),
            attempts: u32::try_from(row.tries).unwrap_or(u32::MAX),
            answer: row.answer.unwrap_or_default(),
        }
    }
}

/// Puts a mail that was not sent among those that are due, as if it had never been tried; whether
/// there is one.
pub(crate) async fn send_again(
    connection: &impl ConnectionTrait,
    id: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let updated = Entity::update_many()
        .col_expr(Column::NextTryAt, now.0.into())
        .col_expr(Column::CreatedAt, now.0.into())
        .col_expr(Column::Tries, 0.into())
        .filter(Column::Id.eq(id))
        .filter(Column::SentAt.is_null())
        .exec(connection)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Takes a mail from those that wait; whether it was one.
pub(crate) async fn cancel(connection: &impl ConnectionTrait, id: i64) -> Result<bool, StoreError> {
    let updated = Entity::update_many()
        .col_expr(Column::NextTryAt, Expr::value(None::<i64>))
        .filter(Column::Id.eq(id))
        .filter(Column::NextTryAt.is_not_null())
        .exec(connection)
        .await?;
    Ok(updated.rows_affected > 0)
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

/// Forgets the mails of a kind for a user that were not sent, those too that were given up.
pub(crate) async fn delete_unsent_of(
    connection: &impl ConnectionTrait,
    kind: &str,
    user_id: i64,
) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Kind.eq(kind))
        .filter(Column::SentAt.is_null())
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
