//! Queries on `setup_codes`.

use model::timestamp::Timestamp;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use super::StoreError;
use super::entity::setup_code::{ActiveModel, Entity};
use crate::secret::TokenHash;

/// Writes one down.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    code: TokenHash,
    created_at: Timestamp,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        code_hash: Set(code.to_vec()),
        created_at: Set(created_at.0),
    };
    Entity::insert(row)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// Whether a server printed this one.
pub(crate) async fn is_known(
    connection: &impl ConnectionTrait,
    code: TokenHash,
) -> Result<bool, StoreError> {
    let found = Entity::find_by_id(code.to_vec()).one(connection).await?;
    Ok(found.is_some())
}

/// Forgets all of them.
pub(crate) async fn delete_all(connection: &impl ConnectionTrait) -> Result<(), StoreError> {
    Entity::delete_many().exec(connection).await?;
    Ok(())
}
