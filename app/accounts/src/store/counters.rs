//! Queries on `lockout_counters`.

use super::StoreError;
use super::entity::lockout_counter::{ActiveModel, Column, Entity, Model};
use super::lockout_key::LockoutKey;
use super::trim::delete_first;
use model::lockout::{FailureCounter, Lock};
use model::timestamp::Timestamp;
use sea_orm::sea_query::{Expr, OnConflict, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};

/// How `locked_until` says that a lock does not end by itself.
const UNTIL_UNLOCKED: i64 = i64::MAX;

impl From<Model> for FailureCounter {
    fn from(row: Model) -> Self {
        // Only numbers that a counter wrote stand there; any other counts as much as can be.
        let number = |stored: i32| u32::try_from(stored).unwrap_or(u32::MAX);
        Self {
            failures: number(row.failures),
            consecutive_failures: number(row.in_a_row),
            locks: number(row.locks),
            lock: row.locked_until.map(|end| match end {
                UNTIL_UNLOCKED => Lock::UntilUnlocked,
                end => Lock::Until(Timestamp(end)),
            }),
            last_failure: Timestamp(row.last_failure_at),
        }
    }
}

fn stored(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn stored_lock(lock: Option<Lock>) -> Option<i64> {
    lock.map(|lock| match lock {
        Lock::UntilUnlocked => UNTIL_UNLOCKED,
        Lock::Until(Timestamp(end)) => end,
    })
}

/// A counter that has counted nothing, [`FailureCounter::EMPTY`].
fn at_zero(lockout_key: LockoutKey, user_id: Option<i64>) -> ActiveModel {
    ActiveModel {
        subject: Set(lockout_key.to_vec()),
        user_id: Set(user_id),
        failures: Set(0),
        in_a_row: Set(0),
        locks: Set(0),
        locked_until: Set(None),
        last_failure_at: Set(0),
        notice_due: Set(false),
    }
}

/// What is counted; [`FailureCounter::EMPTY`] if nothing was yet.
pub(crate) async fn find(
    connection: &impl ConnectionTrait,
    lockout_key: LockoutKey,
) -> Result<FailureCounter, StoreError> {
    let row = Entity::find_by_id(lockout_key.to_vec())
        .one(connection)
        .await?;
    Ok(row.map_or(FailureCounter::EMPTY, FailureCounter::from))
}

/// The counter of a key, its row locked until the transaction ends.
pub(crate) async fn find_for_update(
    transaction: &impl ConnectionTrait,
    lockout_key: LockoutKey,
    user_id: Option<i64>,
) -> Result<FailureCounter, StoreError> {
    // On PostgreSQL an update that changes nothing holds the row; SQLite has one writer anyway.
    let held = Entity::insert(at_zero(lockout_key, user_id))
        .on_conflict(
            OnConflict::column(Column::Subject)
                .update_column(Column::UserId)
                .to_owned(),
        )
        .exec_with_returning(transaction)
        .await?;
    Ok(held.into())
}

/// Writes what is counted now. A lock that was not there `before` is to be told to the owner.
pub(crate) async fn save(
    transaction: &impl ConnectionTrait,
    lockout_key: LockoutKey,
    before: FailureCounter,
    counter: FailureCounter,
) -> Result<(), StoreError> {
    let mut update = Entity::update_many()
        .col_expr(Column::Failures, stored(counter.failures).into())
        .col_expr(Column::InARow, stored(counter.consecutive_failures).into())
        .col_expr(Column::Locks, stored(counter.locks).into())
        .col_expr(Column::LockedUntil, stored_lock(counter.lock).into())
        .col_expr(Column::LastFailureAt, counter.last_failure.0.into())
        .filter(Column::Subject.eq(lockout_key.to_vec()));
    if counter.lock.is_some() && counter.lock != before.lock {
        update = update.col_expr(Column::NoticeDue, true.into());
    }
    update.exec(transaction).await?;
    Ok(())
}

/// Sets a counter back, and keeps it from all others until the transaction ends.
pub(crate) async fn reset(
    transaction: &impl ConnectionTrait,
    lockout_key: LockoutKey,
    user_id: Option<i64>,
) -> Result<(), StoreError> {
    // Whether a lock is still to be told of stays.
    let counted = [
        Column::Failures,
        Column::InARow,
        Column::Locks,
        Column::LockedUntil,
        Column::LastFailureAt,
        Column::UserId,
    ];
    Entity::insert(at_zero(lockout_key, user_id))
        .on_conflict(
            OnConflict::column(Column::Subject)
                .update_columns(counted)
                .to_owned(),
        )
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// The users who are locked, everywhere or in a browser that they have logged in with before, each as often
/// as they are.
fn locks_of_users(now: Timestamp) -> Select<Entity> {
    Entity::find()
        .select_only()
        .column(Column::UserId)
        .filter(Column::LockedUntil.gt(now.0))
        .filter(Column::UserId.is_not_null())
}

/// The users who are locked, to look for others among them.
pub(crate) fn locked_users(now: Timestamp) -> SelectStatement {
    locks_of_users(now).into_query()
}

/// How many users are locked.
pub(crate) async fn count_locked_users(
    connection: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<u64, StoreError> {
    Ok(locks_of_users(now).distinct().count(connection).await?)
}

/// The locks of some users that have not ended: whose, which counter's, and what it is.
pub(crate) async fn locks_of(
    connection: &impl ConnectionTrait,
    users: &[i64],
    now: Timestamp,
) -> Result<Vec<(i64, LockoutKey, Lock)>, StoreError> {
    let rows = Entity::find()
        .filter(Column::UserId.is_in(users.iter().copied()))
        .filter(Column::LockedUntil.gt(now.0))
        .all(connection)
        .await?;
    let locks = rows.into_iter().filter_map(|row| {
        let (user, lockout_key) = (row.user_id?, LockoutKey::from_slice(&row.subject)?);
        Some((user, lockout_key, FailureCounter::from(row).lock?))
    });
    Ok(locks.collect())
}

/// Sets back all that is counted for an account and the browsers that it knows.
pub(crate) async fn reset_all_of(
    connection: &impl ConnectionTrait,
    user_id: i64,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Failures, 0.into())
        .col_expr(Column::InARow, 0.into())
        .col_expr(Column::Locks, 0.into())
        .col_expr(Column::LockedUntil, Expr::value(None::<i64>))
        .filter(Column::UserId.eq(user_id))
        .exec(connection)
        .await?;
    Ok(())
}

/// Failures in a row by other names of an account than the one of `lockout_key`, from browsers that it does not know.
pub(crate) async fn in_a_row_by_other_names(
    connection: &impl ConnectionTrait,
    user_id: i64,
    lockout_key: LockoutKey,
) -> Result<u32, StoreError> {
    let not_of = [lockout_key, LockoutKey::known_browsers(user_id)].map(LockoutKey::to_vec);
    let others = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Subject.is_not_in(not_of))
        .all(connection)
        .await?;
    Ok(others
        .into_iter()
        .map(|row| FailureCounter::from(row).consecutive_failures)
        .sum())
}

/// Locks an account for browsers that it does not know, by all its names, until somebody unlocks it.
pub(crate) async fn stop_all_names(
    connection: &impl ConnectionTrait,
    user_id: i64,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::LockedUntil, UNTIL_UNLOCKED.into())
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Subject.ne(LockoutKey::known_browsers(user_id).to_vec()))
        .exec(connection)
        .await?;
    Ok(())
}

/// Forgets what was counted for addresses while nobody had them: from now on it would keep somebody out.
pub(crate) async fn forget_addresses<'a>(
    connection: &impl ConnectionTrait,
    keys: impl IntoIterator<Item = &'a str>,
) -> Result<(), StoreError> {
    let subjects: Vec<_> = keys
        .into_iter()
        .map(|key| LockoutKey::name(key).to_vec())
        .collect();
    if subjects.is_empty() {
        return Ok(());
    }
    Entity::delete_many()
        .filter(Column::Subject.is_in(subjects))
        .filter(Column::UserId.is_null())
        .exec(connection)
        .await?;
    Ok(())
}

/// Sets back what counts toward the stop of an account, where it has not come to it.
pub(crate) async fn reset_in_a_row(
    connection: &impl ConnectionTrait,
    user_id: i64,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::InARow, 0.into())
        .filter(Column::UserId.eq(user_id))
        .filter(Column::InARow.lt(stored(model::lockout::MAX_CONSECUTIVE_FAILURES)))
        .exec(connection)
        .await?;
    Ok(())
}

/// Forgets what no longer matters: counters at zero, and those of names that nobody has whose last
/// failure was before `strangers_before`.
pub(crate) async fn delete_old(
    connection: &impl ConnectionTrait,
    strangers_before: Timestamp,
) -> Result<u64, StoreError> {
    let at_zero = Condition::all()
        .add(Column::NoticeDue.eq(false))
        .add(Column::LockedUntil.is_null())
        .add(Column::Failures.eq(0))
        .add(Column::Locks.eq(0))
        .add(Column::InARow.eq(0));
    let old = Condition::all()
        .add(Column::UserId.is_null())
        .add(Column::LastFailureAt.lt(strangers_before.0));
    let deleted = Entity::delete_many()
        .filter(Condition::any().add(at_zero).add(old))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected)
}

/// Forgets the oldest counters of names that nobody has, those without a lock first, until there
/// are at most `kept`.
pub(crate) async fn keep_strangers(
    connection: &impl ConnectionTrait,
    kept: u64,
) -> Result<u64, StoreError> {
    let of_strangers = Entity::find()
        .filter(Column::UserId.is_null())
        .order_by(Column::LockedUntil.is_null(), Order::Desc)
        .order_by_asc(Column::LastFailureAt);
    delete_first(connection, of_strangers, Column::Subject, kept).await
}

/// A lock that the owner is not told of yet.
pub(crate) struct DueNotice {
    pub(crate) lockout_key: LockoutKey,
    pub(crate) user_id: Option<i64>,
    pub(crate) lock: Option<Lock>,
    pub(crate) at: Timestamp,
}

/// Locks that nobody was told of yet, at most `limit`.
pub(crate) async fn due_notices(
    connection: &impl ConnectionTrait,
    limit: u64,
) -> Result<Vec<DueNotice>, StoreError> {
    let rows = Entity::find()
        .filter(Column::NoticeDue.eq(true))
        .limit(limit)
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(DueNotice {
                lockout_key: LockoutKey::from_slice(&row.subject)?,
                user_id: row.user_id,
                at: Timestamp(row.last_failure_at),
                lock: FailureCounter::from(row).lock,
            })
        })
        .collect())
}

/// Notes that a lock was told of; whether it was still to be.
pub(crate) async fn note_told(
    transaction: &impl ConnectionTrait,
    lockout_key: LockoutKey,
) -> Result<bool, StoreError> {
    let updated = Entity::update_many()
        .col_expr(Column::NoticeDue, false.into())
        .filter(Column::Subject.eq(lockout_key.to_vec()))
        .filter(Column::NoticeDue.eq(true))
        .exec(transaction)
        .await?;
    Ok(updated.rows_affected > 0)
}
