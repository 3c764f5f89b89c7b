//! Queries on `buckets`.

use model::bucket::{Bucket, BucketSize};
use model::timestamp::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};

use super::StoreError;
use super::entity::bucket::{ActiveModel, Column, Entity};
use super::trim::delete_first;

/// The bucket of a name.
pub(crate) async fn find(
    connection: &impl ConnectionTrait,
    name: &str,
) -> Result<Bucket, StoreError> {
    let row = Entity::find_by_id(name).one(connection).await?;
    Ok(row.map_or(Bucket::EMPTY, |row| Bucket {
        empty_at: Timestamp(row.empty_at),
    }))
}

/// The bucket of a name, its row locked until the transaction ends.
pub(crate) async fn find_for_update(
    transaction: &impl ConnectionTrait,
    name: &str,
) -> Result<Bucket, StoreError> {
    let row = ActiveModel {
        name: Set(name.to_owned()),
        empty_at: Set(Bucket::EMPTY.empty_at.0),
    };
    let held = Entity::insert(row)
        .on_conflict(
            OnConflict::column(Column::Name)
                .update_column(Column::Name)
                .to_owned(),
        )
        .exec_with_returning(transaction)
        .await?;
    Ok(Bucket {
        empty_at: Timestamp(held.empty_at),
    })
}

/// Writes the bucket of a name.
pub(crate) async fn save(
    transaction: &impl ConnectionTrait,
    name: &str,
    bucket: Bucket,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::EmptyAt, bucket.empty_at.0.into())
        .filter(Column::Name.eq(name))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Takes an event out of the bucket of a name that turned out not to count.
pub(crate) async fn take_back(
    connection: &impl ConnectionTrait,
    name: &str,
    size: BucketSize,
) -> Result<(), StoreError> {
    let earlier = Expr::col(Column::EmptyAt).sub(size.drains.as_milliseconds());
    Entity::update_many()
        .col_expr(Column::EmptyAt, earlier)
        .filter(Column::Name.eq(name))
        .exec(connection)
        .await?;
    Ok(())
}

/// Forgets the buckets that are empty at `now`, and then the emptiest until there are at most `kept`.
pub(crate) async fn clean(
    connection: &impl ConnectionTrait,
    now: Timestamp,
    kept: u64,
) -> Result<u64, StoreError> {
    let empty = Entity::delete_many()
        .filter(Column::EmptyAt.lte(now.0))
        .exec(connection)
        .await?;
    let emptiest_first = Entity::find().order_by_asc(Column::EmptyAt);
    let over = delete_first(connection, emptiest_first, Column::Name, kept).await?;
    Ok(empty.rows_affected + over)
}
