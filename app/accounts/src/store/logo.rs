//! Queries on `logo`, which has one row or none.

use model::timestamp::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QuerySelect};

use super::StoreError;
use super::entity::logo::{ActiveModel, Column, Entity};

/// The number of the only row.
const ONLY: i64 = 1;

/// What tells it from others, if there is one.
pub(crate) async fn fingerprint(
    connection: &impl ConnectionTrait,
) -> Result<Option<String>, StoreError> {
    let found = Entity::find_by_id(ONLY)
        .select_only()
        .column(Column::Fingerprint)
        .into_tuple()
        .one(connection)
        .await?;
    Ok(found)
}

/// The picture itself, and what tells it from others.
pub(crate) async fn find(
    connection: &impl ConnectionTrait,
) -> Result<Option<(Vec<u8>, String)>, StoreError> {
    let row = Entity::find_by_id(ONLY).one(connection).await?;
    Ok(row.map(|row| (row.png, row.fingerprint)))
}

/// Puts a picture in the place of the one before, or none.
pub(crate) async fn replace(
    transaction: &impl ConnectionTrait,
    picture: Option<(&[u8], &str)>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some((png, fingerprint)) = picture else {
        Entity::delete_by_id(ONLY).exec(transaction).await?;
        return Ok(());
    };
    let row = ActiveModel {
        id: Set(ONLY),
        png: Set(png.to_vec()),
        fingerprint: Set(fingerprint.to_owned()),
        changed_at: Set(now.0),
    };
    let over = OnConflict::column(Column::Id)
        .update_columns([Column::Png, Column::Fingerprint, Column::ChangedAt])
        .to_owned();
    Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}
