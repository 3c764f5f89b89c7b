//! Queries on `password_history`: hashes of passwords that may not be chosen again.

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::StoreError;
use super::entity::past_password::{ActiveModel, Column, Entity};
use super::trim::keep_greatest;

/// The hashes of the newest `limit` passwords that a user had before the present one.
pub(crate) async fn newest_of(
    connection: &impl ConnectionTrait,
    user_id: i64,
    limit: u64,
) -> Result<Vec<String>, StoreError> {
    let hashes = Entity::find()
        .select_only()
        .column(Column::PasswordHash)
        .filter(Column::UserId.eq(user_id))
        .order_by_desc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(hashes)
}

/// Adds the hash of a password that is replaced, and forgets all but the newest `kept`.
pub(crate) async fn add(
    transaction: &impl ConnectionTrait,
    user_id: i64,
    hash: &str,
    kept: u64,
) -> Result<(), StoreError> {
    if kept > 0 {
        let row = ActiveModel {
            id: NotSet,
            user_id: Set(user_id),
            password_hash: Set(hash.to_owned()),
        };
        Entity::insert(row).exec(transaction).await?;
    }
    let of_user = Condition::all().add(Column::UserId.eq(user_id));
    keep_greatest::<Entity>(transaction, &of_user, Column::Id, kept).await?;
    Ok(())
}
