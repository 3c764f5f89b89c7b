//! Queries on `sessions`.

use model::session::SessionRules;
use model::timestamp::Timestamp;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};

use super::StoreError;
use super::entity::session::{ActiveModel, Column, Entity};
use super::entity::user;
use super::trim::keep_last_used;
use super::users::User;
use crate::secret::TokenHash;

/// A session as stored, with its user.
pub(crate) struct Session {
    pub(crate) id: i64,
    pub(crate) kept: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
    /// When the password was last entered.
    pub(crate) confirmed_at: Timestamp,
    pub(crate) user: User,
}

/// A session, as its owner sees it.
pub(crate) struct Listed {
    pub(crate) id: i64,
    pub(crate) kept: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
    pub(crate) user_agent: String,
    pub(crate) client_address: String,
}

/// What a new row needs.
pub(crate) struct NewSession<'a> {
    pub(crate) token_hash: TokenHash,
    pub(crate) user_id: i64,
    pub(crate) kept: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) user_agent: &'a str,
    pub(crate) client_address: String,
}

/// Starts a session.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    session: NewSession<'_>,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: NotSet,
        token_hash: Set(session.token_hash.to_vec()),
        user_id: Set(session.user_id),
        kept: Set(session.kept),
        created_at: Set(session.created_at.0),
        last_seen_at: Set(session.created_at.0),
        user_agent: Set(session.user_agent.to_owned()),
        client_address: Set(session.client_address),
        confirmed_at: Set(None),
    };
    Entity::insert(row).exec(connection).await?;
    Ok(())
}

/// Ends all sessions of a user but those that were used last.
pub(crate) async fn keep_newest(
    transaction: &impl ConnectionTrait,
    user_id: i64,
    most: u64,
) -> Result<(), StoreError> {
    let of_user = Condition::all().add(Column::UserId.eq(user_id));
    let order = (Column::LastSeenAt, Column::Id);
    keep_last_used::<Entity>(transaction, &of_user, order, most).await
}

/// The session of a token, whether it still holds or not.
pub(crate) async fn find(
    connection: &impl ConnectionTrait,
    token: TokenHash,
) -> Result<Option<Session>, StoreError> {
    let found = Entity::find()
        .filter(Column::TokenHash.eq(token.to_vec()))
        .find_also_related(user::Entity)
        .one(connection)
        .await?;
    let Some((row, Some(owner))) = found else {
        return Ok(None);
    };
    Ok(Some(Session {
        id: row.id,
        kept: row.kept,
        created_at: Timestamp(row.created_at),
        last_seen_at: Timestamp(row.last_seen_at),
        confirmed_at: Timestamp(row.confirmed_at.unwrap_or(row.created_at)),
        user: owner.try_into()?,
    }))
}

/// Notes that a session was used.
pub(crate) async fn touch(
    connection: &impl ConnectionTrait,
    id: i64,
    at: Timestamp,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::LastSeenAt, at.0.into())
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

/// Notes that the password was entered again; whether the session is still there.
pub(crate) async fn confirm(
    connection: &impl ConnectionTrait,
    token: TokenHash,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let updated = Entity::update_many()
        .col_expr(Column::ConfirmedAt, at.0.into())
        .filter(Column::TokenHash.eq(token.to_vec()))
        .exec(connection)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Ends the session of a token.
pub(crate) async fn delete(
    connection: &impl ConnectionTrait,
    token: TokenHash,
) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::TokenHash.eq(token.to_vec()))
        .exec(connection)
        .await?;
    Ok(())
}

/// Ends a session of a user, by its number; whether there was one.
pub(crate) async fn delete_of(
    connection: &impl ConnectionTrait,
    user_id: i64,
    id: i64,
) -> Result<bool, StoreError> {
    let deleted = Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected > 0)
}

/// The sessions of a user, the one that was used last first; some may have ended by time.
pub(crate) async fn all_of(
    connection: &impl ConnectionTrait,
    user_id: i64,
) -> Result<Vec<Listed>, StoreError> {
    let rows = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .order_by_desc(Column::LastSeenAt)
        .order_by_desc(Column::Id)
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            id: row.id,
            kept: row.kept,
            created_at: Timestamp(row.created_at),
            last_seen_at: Timestamp(row.last_seen_at),
            user_agent: row.user_agent,
            client_address: row.client_address,
        })
        .collect())
}

/// Ends all sessions of a user.
pub(crate) async fn delete_all_of(
    connection: &impl ConnectionTrait,
    user_id: i64,
) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .exec(connection)
        .await?;
    Ok(())
}

/// How many sessions of a user there are; some may have ended by time.
pub(crate) async fn count_of(
    connection: &impl ConnectionTrait,
    user_id: i64,
) -> Result<u64, StoreError> {
    let sessions = Entity::find().filter(Column::UserId.eq(user_id));
    Ok(sessions.count(connection).await?)
}

/// Ends all sessions of a user but one, by its number; whether there were any.
pub(crate) async fn delete_all_but(
    connection: &impl ConnectionTrait,
    user_id: i64,
    kept: i64,
) -> Result<bool, StoreError> {
    let deleted = Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Id.ne(kept))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected > 0)
}

/// Forgets the sessions that have ended.
pub(crate) async fn delete_ended(
    connection: &impl ConnectionTrait,
    rules: &SessionRules,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let started_before = |length| Column::CreatedAt.lte(now.before(length).0);
    let idle = Column::LastSeenAt.lte(now.before(rules.idle).0);
    let kept = Condition::all()
        .add(Column::Kept.eq(true))
        .add(started_before(rules.kept));
    let not_kept = Condition::all().add(Column::Kept.eq(false)).add(
        Condition::any()
            .add(started_before(rules.absolute))
            .add(idle),
    );
    let deleted = Entity::delete_many()
        .filter(Condition::any().add(kept).add(not_kept))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected)
}
