//! Queries on `links`.

use model::link::LinkEnd;
use model::timestamp::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::StoreError;
use super::entity::link::{ActiveModel, Column, Entity};
use crate::secret::TokenHash;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Whoever reads the owner's mail chooses a new password.
    Reset,
    /// The same, with a link that an administrator sent.
    ByAdministrator,
    /// Whoever knows the old password, and must not keep it, does.
    Change,
    /// Whoever reads mails to an address makes it that of the account.
    Email,
}

impl Purpose {
    const ALL: [Self; 4] = [
        Self::Reset,
        Self::ByAdministrator,
        Self::Change,
        Self::Email,
    ];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::ByAdministrator => "sent",
            Self::Change => "change",
            Self::Email => "email",
        }
    }
}

/// A link as stored.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) purpose: Purpose,
    pub(crate) user_id: i64,
    /// The address that it confirms, if that is what it is for.
    pub(crate) email: Option<String>,
    pub(crate) expires_at: Timestamp,
    pub(crate) end: Option<LinkEnd>,
}

/// A link to be made.
pub(crate) struct NewLink<'a> {
    pub(crate) token_hash: TokenHash,
    pub(crate) purpose: Purpose,
    pub(crate) user_id: i64,
    pub(crate) email: Option<&'a str>,
    pub(crate) message_id: Option<&'a str>,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// Makes a link.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    link: NewLink<'_>,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        token_hash: Set(link.token_hash.to_vec()),
        purpose: Set(link.purpose.as_str().to_owned()),
        user_id: Set(link.user_id),
        message_id: Set(link.message_id.map(str::to_owned)),
        created_at: Set(link.created_at.0),
        expires_at: Set(link.expires_at.0),
        ended_at: Set(None),
        ended_by: Set(None),
        email: Set(link.email.map(str::to_owned)),
    };
    Entity::insert(row)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// The link of a token.
pub(crate) async fn find(
    connection: &impl ConnectionTrait,
    token: TokenHash,
) -> Result<Option<Link>, StoreError> {
    let Some(row) = Entity::find_by_id(token.to_vec()).one(connection).await? else {
        return Ok(None);
    };
    let purpose = Purpose::ALL
        .into_iter()
        .find(|purpose| purpose.as_str() == row.purpose);
    let end = row.ended_by.as_deref().map(str::parse).transpose();
    match (purpose, end) {
        (Some(purpose), Ok(end)) => Ok(Some(Link {
            purpose,
            user_id: row.user_id,
            email: row.email,
            expires_at: Timestamp(row.expires_at),
            end,
        })),
        _ => Err(DbErr::Type("a link cannot be read".to_owned()).into()),
    }
}

/// Spends a link; whether it was still good.
pub(crate) async fn spend(
    transaction: &impl ConnectionTrait,
    token: TokenHash,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let updated = Entity::update_many()
        .col_expr(Column::EndedAt, now.0.into())
        .col_expr(Column::EndedBy, LinkEnd::Used.as_str().into())
        .filter(Column::TokenHash.eq(token.to_vec()))
        .filter(Column::EndedAt.is_null())
        .filter(Column::ExpiresAt.gt(now.0))
        .exec(transaction)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Ends all links of a user that are still good.
pub(crate) async fn end_all_of(
    connection: &impl ConnectionTrait,
    user_id: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    end(
        connection,
        LinkEnd::Outdated,
        Column::UserId.eq(user_id),
        now,
    )
    .await
}

/// Ends the links for the same purpose of other mails to a user that are still good.
pub(crate) async fn replace(
    connection: &impl ConnectionTrait,
    user_id: i64,
    purpose: Purpose,
    message_id: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let others = Column::UserId
        .eq(user_id)
        .and(Column::Purpose.eq(purpose.as_str()))
        .and(Column::MessageId.ne(message_id));
    end(connection, LinkEnd::Replaced, others, now).await
}

async fn end(
    connection: &impl ConnectionTrait,
    end: LinkEnd,
    which: Expr,
    now: Timestamp,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::EndedAt, now.0.into())
        .col_expr(Column::EndedBy, end.as_str().into())
        .filter(which)
        .filter(Column::EndedAt.is_null())
        .exec(connection)
        .await?;
    Ok(())
}

/// Forgets links that expired before a moment.
pub(crate) async fn delete_expired(
    connection: &impl ConnectionTrait,
    before: Timestamp,
) -> Result<u64, StoreError> {
    let deleted = Entity::delete_many()
        .filter(Column::ExpiresAt.lt(before.0))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected)
}
