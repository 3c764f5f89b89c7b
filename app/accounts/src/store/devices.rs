//! Queries on `devices`.

use model::timestamp::{Duration, Timestamp};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};

use super::StoreError;
use super::entity::device::{ActiveModel, Column, Entity};
use super::trim::keep_last_used;
use crate::secret::TokenHash;

/// How long a browser is known by the token before: who clicks twice sends two forms, and gets one answer.
const GRACE: Duration = Duration::minutes(1);

/// The rows of a token, or of the one before it.
fn by_token(token: TokenHash, now: Timestamp) -> Condition {
    let before = Condition::all()
        .add(Column::PreviousHash.eq(token.to_vec()))
        .add(Column::RenewedAt.gt(now.before(GRACE).0));
    Condition::any()
        .add(Column::TokenHash.eq(token.to_vec()))
        .add(before)
}

/// Gives a browser another token, for all who have logged in from it. After [`GRACE`] nobody is known by the old one
/// any more, wherever it was copied to.
pub(crate) async fn renew(
    transaction: &impl ConnectionTrait,
    old: TokenHash,
    new: TokenHash,
    now: Timestamp,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::TokenHash, new.to_vec().into())
        .col_expr(Column::PreviousHash, old.to_vec().into())
        .col_expr(Column::RenewedAt, now.0.into())
        .filter(by_token(old, now))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Forgets the browsers that a user has logged in from, but for the one of a token.
pub(crate) async fn forget(
    transaction: &impl ConnectionTrait,
    user_id: i64,
    kept: Option<TokenHash>,
) -> Result<(), StoreError> {
    let mut of_user = Entity::delete_many().filter(Column::UserId.eq(user_id));
    if let Some(kept) = kept {
        of_user = of_user.filter(Column::TokenHash.ne(kept.to_vec()));
    }
    of_user.exec(transaction).await?;
    Ok(())
}

/// Forgets all but those that a user has logged in from last.
async fn keep_newest(
    transaction: &impl ConnectionTrait,
    user_id: i64,
    most: u64,
) -> Result<(), StoreError> {
    let of_user = Condition::all().add(Column::UserId.eq(user_id));
    let order = (Column::LastLoginAt, Column::Id);
    keep_last_used::<Entity>(transaction, &of_user, order, most).await
}

/// Whether a user has ever logged in from the browser with this token.
pub(crate) async fn knows(
    connection: &impl ConnectionTrait,
    user_id: i64,
    token: TokenHash,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let count = Entity::find()
        .filter(by_token(token, now))
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

/// Notes that a user logged in from a browser. The account knows `most` browsers, those of the last logins.
pub(crate) async fn logged_in(
    connection: &impl ConnectionTrait,
    token: TokenHash,
    user_id: i64,
    at: Timestamp,
    most: u64,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: NotSet,
        token_hash: Set(token.to_vec()),
        previous_hash: Set(None),
        renewed_at: Set(None),
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
    keep_newest(connection, user_id, most).await
}
