//! Queries on `settings`.

use model::timestamp::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use super::StoreError;
use super::entity::setting::{ActiveModel, Column, Entity};

/// Names and values of those that were ever set.
pub(crate) async fn all(
    connection: &impl ConnectionTrait,
) -> Result<Vec<(String, String)>, StoreError> {
    let rows = Entity::find().all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.name, row.value)).collect())
}

/// Sets one.
pub(crate) async fn set(
    connection: &impl ConnectionTrait,
    name: &str,
    value: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        name: Set(name.to_owned()),
        value: Set(value.to_owned()),
        changed_at: Set(now.0),
    };
    let newer = OnConflict::column(Column::Name)
        .update_columns([Column::Value, Column::ChangedAt])
        .to_owned();
    Entity::insert(row)
        .on_conflict(newer)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}
