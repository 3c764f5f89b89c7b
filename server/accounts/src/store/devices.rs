//! Queries on `devices`.

use model::timestamp::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};

use super::StoreError;
use super::entity::device::{ActiveModel, Column, Entity};
use crate::secret::TokenHash;

/// Whether a browser with this token has ever logged in.
pub(crate) async fn is_known(
    connection: &impl ConnectionTrait,
    token: TokenHash,
) -> Result<bool, StoreError> {
    let count = Entity::find()
        .filter(Column::TokenHash.eq(token.to_vec()))
        .limit(1)
        .count(connection)
        .await?;
    Ok(count > 0)
}

/// Whether a user has ever logged in from the browser with this token.
pub(crate) async fn knows(
    connection: &impl ConnectionTrait,
    user_id: i64,
    token: TokenHash,
) -> Result<bool, StoreError> {
    let count = Entity::find()
        .filter(Column::TokenHash.eq(token.to_vec()))
        .filter(Column::UserId.eq(user_id))
        .limit(1)
        .count(connection)
        .await?;
    Ok(count > 0)
}

/// Whether a user has ever logged in from any browser.
pub(crate) async fn any_of(
    connection: &impl ConnectionTrait,
    user_id: i64,
) -> Result<bool, StoreError> {
    let count = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .limit(1)
        .count(connection)
        .await?;
    Ok(count > 0)
}

/// Forgets browsers that nobody has logged in from since `before`.
pub(crate) async fn delete_unused(
    connection: &impl ConnectionTrait,
    before: Timestamp,
) -> Result<u64, StoreError> {
    let deleted = Entity::delete_many()
        .filter(Column::LastLoginAt.lt(before.0))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected)
}

/// Notes that a user logged in from a browser.
pub(crate) async fn logged_in(
    connection: &impl ConnectionTrait,
    token: TokenHash,
    user_id: i64,
    at: Timestamp,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: NotSet,
        token_hash: Set(token.to_vec()),
        user_id: Set(user_id),
        first_login_at: Set(at.0),
        last_login_at: Set(at.0),
    };
    Entity::insert(row)
        .on_conflict(
            OnConflict::columns([Column::TokenHash, Column::UserId])
                .update_column(Column::LastLoginAt)
                .to_owned(),
        )
        .exec_without_returning(connection)
        .await?;
    Ok(())
}
