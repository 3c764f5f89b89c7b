//! Queries on `login_tries`.

use model::login_attempt::LoginOutcome;
use model::timestamp::Timestamp;
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::StoreError;
use super::entity::login_attempt::{ActiveModel, Column, Entity, Model};
use super::lockout_key::LockoutKey;
use super::trim::{delete_first, keep_greatest};

/// A row to be written.
#[derive(Clone, Debug)]
pub(crate) struct NewAttempt {
    pub(crate) lockout_key: LockoutKey,
    pub(crate) user_id: Option<i64>,
    pub(crate) outcome: LoginOutcome,
    pub(crate) at: Timestamp,
    pub(crate) slot_until: Option<Timestamp>,
    pub(crate) user_agent: String,
    pub(crate) client_address: String,
    pub(crate) known_browser: bool,
    pub(crate) report_code: Option<String>,
    pub(crate) noticed: String,
}

/// A row as stored.
pub(crate) struct Attempt {
    pub(crate) outcome: LoginOutcome,
    pub(crate) first_at: Timestamp,
    pub(crate) last_at: Timestamp,
    pub(crate) times: u32,
    pub(crate) user_agent: String,
    pub(crate) client_address: String,
    pub(crate) known_browser: bool,
    pub(crate) noticed: String,
}

impl TryFrom<Model> for Attempt {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            outcome: row.outcome.parse().map_err(unreadable)?,
            first_at: Timestamp(row.first_at),
            last_at: Timestamp(row.last_at),
            times: u32::try_from(row.times).unwrap_or(1),
            user_agent: row.user_agent,
            client_address: row.client_address,
            known_browser: row.known_browser,
            noticed: row.noticed,
        })
    }
}

fn unreadable(error: model::user::UnknownWord) -> DbErr {
    DbErr::Type(error.to_string())
}

/// Slots that are taken: those that hold at a moment, and those whose server said nothing in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Slots {
    pub(crate) held: u32,
    pub(crate) expired: u32,
}

/// The slots taken by attempts of a subject.
pub(crate) async fn slots(
    connection: &impl ConnectionTrait,
    lockout_key: LockoutKey,
    now: Timestamp,
) -> Result<Slots, StoreError> {
    let ends: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::PlaceUntil)
        .filter(Column::Subject.eq(lockout_key.to_vec()))
        .filter(Column::PlaceUntil.is_not_null())
        .into_tuple()
        .all(connection)
        .await?;
    let mut slots = Slots::default();
    for end in ends {
        if end > now.0 {
            slots.held += 1;
        } else {
            slots.expired += 1;
        }
    }
    Ok(slots)
}

/// Writes an attempt.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    row: NewAttempt,
) -> Result<i64, StoreError> {
    let inserted = Entity::insert(ActiveModel {
        id: NotSet,
        subject: Set(row.lockout_key.to_vec()),
        user_id: Set(row.user_id),
        outcome: Set(row.outcome.as_str().to_owned()),
        first_at: Set(row.at.0),
        last_at: Set(row.at.0),
        times: Set(1),
        place_until: Set(row.slot_until.map(|end| end.0)),
        user_agent: Set(row.user_agent),
        client_address: Set(row.client_address),
        known_browser: Set(row.known_browser),
        report_code: Set(row.report_code),
        noticed: Set(row.noticed),
    })
    .exec(connection)
    .await?;
    Ok(inserted.last_insert_id)
}

/// Releases the slot of an attempt with what came of it; whether it still had it.
pub(crate) async fn release_slot(
    transaction: &impl ConnectionTrait,
    id: i64,
    outcome: LoginOutcome,
) -> Result<bool, StoreError> {
    let updated = Entity::update_many()
        .col_expr(Column::Outcome, outcome.as_str().into())
        .col_expr(Column::PlaceUntil, Expr::value(None::<i64>))
        .filter(Column::Id.eq(id))
        .filter(Column::PlaceUntil.is_not_null())
        .exec(transaction)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Takes back the slots of a subject that were held too long.
pub(crate) async fn expire_slots(
    transaction: &impl ConnectionTrait,
    lockout_key: LockoutKey,
    now: Timestamp,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Outcome, LoginOutcome::CutShort.as_str().into())
        .col_expr(Column::PlaceUntil, Expr::value(None::<i64>))
        .filter(Column::Subject.eq(lockout_key.to_vec()))
        .filter(Column::PlaceUntil.lte(now.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Up to `limit` subjects with a slot that was held too long, and whose account each is.
pub(crate) async fn with_expired_slots(
    connection: &impl ConnectionTrait,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<(LockoutKey, Option<i64>)>, StoreError> {
    let rows: Vec<(Vec<u8>, Option<i64>)> = Entity::find()
        .select_only()
        .column(Column::Subject)
        .column(Column::UserId)
        .distinct()
        .filter(Column::PlaceUntil.lte(now.0))
        .limit(limit)
        .into_tuple()
        .all(connection)
        .await?;
    let lockout_key =
        |(bytes, user_id): (Vec<u8>, _)| Some((LockoutKey::from_slice(&bytes)?, user_id));
    Ok(rows.into_iter().filter_map(lockout_key).collect())
}

/// Adds to the last row of a subject if it tells of the same outcome from the same browser, as
/// during a lock; else writes a new one.
pub(crate) async fn add(
    transaction: &impl ConnectionTrait,
    row: NewAttempt,
    times: u32,
) -> Result<(), StoreError> {
    let last = Entity::find()
        .filter(Column::Subject.eq(row.lockout_key.to_vec()))
        .order_by_desc(Column::Id)
        .one(transaction)
        .await?
        .filter(|last| {
            last.outcome == row.outcome.as_str()
                && last.client_address == row.client_address
                && last.report_code == row.report_code
        });
    let times = i32::try_from(times).unwrap_or(i32::MAX);
    let (id, times) = match last {
        Some(last) => (last.id, last.times.saturating_add(times)),
        None => (insert(transaction, row.clone()).await?, times),
    };
    Entity::update_many()
        .col_expr(Column::LastAt, row.at.0.into())
        .col_expr(Column::Times, times.into())
        .filter(Column::Id.eq(id))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Attempts of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttemptKind {
    /// Their password was looked at.
    Compared,
    /// It was not.
    Rejected,
}

impl AttemptKind {
    fn condition(self) -> SimpleExpr {
        let rejected = LoginOutcome::REJECTED.map(LoginOutcome::as_str);
        match self {
            Self::Compared => Column::Outcome.is_not_in(rejected),
            Self::Rejected => Column::Outcome.is_in(rejected),
        }
    }
}

/// Forgets all but the newest `kept` attempts of a kind of a subject. A flood of the one kind drives
/// none of the other out.
pub(crate) async fn trim(
    transaction: &impl ConnectionTrait,
    lockout_key: LockoutKey,
    kind: AttemptKind,
    kept: u64,
) -> Result<(), StoreError> {
    // One that holds a slot is being compared.
    let of_subject = Condition::all()
        .add(Column::Subject.eq(lockout_key.to_vec()))
        .add(kind.condition())
        .add(Column::PlaceUntil.is_null());
    keep_greatest::<Entity>(transaction, &of_subject, Column::Id, kept).await?;
    Ok(())
}

/// The newest attempts of an account.
pub(crate) async fn newest_of(
    connection: &impl ConnectionTrait,
    user_id: i64,
    limit: u64,
) -> Result<Vec<Attempt>, StoreError> {
    let rows = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    rows.into_iter().map(Attempt::try_from).collect()
}

/// The newest attempt of a subject whose password was looked at and wrong.
pub(crate) async fn last_failed_of(
    connection: &impl ConnectionTrait,
    lockout_key: LockoutKey,
) -> Result<Option<Attempt>, StoreError> {
    let row = Entity::find()
        .filter(Column::Subject.eq(lockout_key.to_vec()))
        .filter(Column::Outcome.eq(LoginOutcome::WrongPassword.as_str()))
        .order_by_desc(Column::Id)
        .one(connection)
        .await?;
    row.map(Attempt::try_from).transpose()
}

/// Which name the newest attempt of the browser with a code since a moment was about, when it was and what
/// came of it.
pub(crate) async fn last_of_report_code(
    connection: &impl ConnectionTrait,
    code: &str,
    since: Timestamp,
) -> Result<Option<(LockoutKey, Timestamp, LoginOutcome)>, StoreError> {
    let row = Entity::find()
        .filter(Column::ReportCode.eq(code))
        .filter(Column::LastAt.gt(since.0))
        .order_by_desc(Column::Id)
        .one(connection)
        .await?;
    let Some((lockout_key, row)) = row.and_then(|row| {
        Some((
            LockoutKey::from_slice(&row.subject)?,
            Attempt::try_from(row),
        ))
    }) else {
        return Ok(None);
    };
    let last = row?;
    Ok(Some((lockout_key, last.last_at, last.outcome)))
}

/// Whose account the newest attempt of the browser with a code was about.
pub(crate) async fn user_of_report_code(
    connection: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<i64>, StoreError> {
    let id: Option<Option<i64>> = Entity::find()
        .select_only()
        .column(Column::UserId)
        .filter(Column::ReportCode.eq(code))
        .filter(Column::UserId.is_not_null())
        .order_by_desc(Column::Id)
        .limit(1)
        .into_tuple()
        .one(connection)
        .await?;
    Ok(id.flatten())
}

/// The newest attempts of the browser with a code, the newest first.
pub(crate) async fn newest_of_report_code(
    connection: &impl ConnectionTrait,
    code: &str,
    limit: u64,
) -> Result<Vec<Attempt>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ReportCode.eq(code))
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    rows.into_iter().map(Attempt::try_from).collect()
}

/// Forgets attempts from before `before`, those of names that nobody has from before
/// `strangers_before`, and the oldest of these until there are at most `strangers_kept`.
pub(crate) async fn delete_old(
    connection: &impl ConnectionTrait,
    before: Timestamp,
    strangers_before: Timestamp,
    strangers_kept: u64,
) -> Result<u64, StoreError> {
    let of_strangers = || Column::UserId.is_null();
    let old = Condition::any().add(Column::LastAt.lt(before.0)).add(
        Condition::all()
            .add(of_strangers())
            .add(Column::LastAt.lt(strangers_before.0)),
    );
    let by_age = Entity::delete_many()
        .filter(Column::PlaceUntil.is_null())
        .filter(old)
        .exec(connection)
        .await?;
    // One that holds a slot is being compared.
    let oldest_first = Entity::find()
        .filter(of_strangers())
        .filter(Column::PlaceUntil.is_null())
        .order_by_asc(Column::Id);
    let over = delete_first(connection, oldest_first, Column::Id, strangers_kept).await?;
    Ok(by_age.rows_affected + over)
}
