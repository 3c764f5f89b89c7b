//! Queries on `imports`.

use model::timestamp::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::StoreError;
use super::entity::import::{ActiveModel, Column, Entity};

/// A file that waits, or that was put into force.
pub(crate) struct StoredImport {
    pub(crate) concerns_rights: bool,
    pub(crate) steps: String,
    pub(crate) done: bool,
    pub(crate) informed: bool,
}

/// What a new row needs.
pub(crate) struct NewImport {
    pub(crate) id: String,
    pub(crate) user_id: i64,
    pub(crate) created_at: Timestamp,
    pub(crate) concerns_rights: bool,
    pub(crate) steps: String,
}

/// Writes one down.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    import: NewImport,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(import.id),
        user_id: Set(import.user_id),
        created_at: Set(import.created_at.0),
        concerns_rights: Set(import.concerns_rights),
        steps: Set(import.steps),
        done_at: Set(None),
        informed_at: Set(None),
    };
    Entity::insert(row)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// The one of an administrator that was written down after `since`.
pub(crate) async fn find(
    connection: &impl ConnectionTrait,
    id: &str,
    user_id: i64,
    since: Timestamp,
) -> Result<Option<StoredImport>, StoreError> {
    let row = Entity::find_by_id(id.to_owned())
        .filter(Column::UserId.eq(user_id))
        .filter(Column::CreatedAt.gt(since.0))
        .one(connection)
        .await?;
    Ok(row.map(|row| StoredImport {
        concerns_rights: row.concerns_rights,
        steps: row.steps,
        done: row.done_at.is_some(),
        informed: row.informed_at.is_some(),
    }))
}

/// Notes that one was put into force; whether it still waited.
pub(crate) async fn set_done(
    transaction: &impl ConnectionTrait,
    id: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let updated = Entity::update_many()
        .col_expr(Column::DoneAt, at.0.into())
        .filter(Column::Id.eq(id))
        .filter(Column::DoneAt.is_null())
        .exec(transaction)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Notes that those whom it added were informed; whether they were still to be.
pub(crate) async fn set_informed(
    transaction: &impl ConnectionTrait,
    id: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let updated = Entity::update_many()
        .col_expr(Column::InformedAt, at.0.into())
        .filter(Column::Id.eq(id))
        .filter(Column::InformedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Forgets those from before.
pub(crate) async fn delete_old(
    connection: &impl ConnectionTrait,
    before: Timestamp,
) -> Result<u64, StoreError> {
    let deleted = Entity::delete_many()
        .filter(Column::CreatedAt.lte(before.0))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected)
}
