//! Keeps tables from growing: of some rows only so many stay.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
};

use super::StoreError;

/// Deletes all of the rows that are meant, but the `kept` with the greatest `id`; how many.
pub(super) async fn keep_greatest<E: EntityTrait>(
    transaction: &impl ConnectionTrait,
    meant: &Condition,
    id: E::Column,
    kept: u64,
) -> Result<u64, StoreError> {
    let greatest_to_go: Option<i64> = E::find()
        .select_only()
        .column(id)
        .filter(meant.clone())
        .order_by_desc(id)
        .offset(kept)
        .limit(1)
        .into_tuple()
        .one(transaction)
        .await?;
    let Some(last) = greatest_to_go else {
        return Ok(0);
    };
    let deleted = E::delete_many()
        .filter(meant.clone())
        .filter(id.lte(last))
        .exec(transaction)
        .await?;
    Ok(deleted.rows_affected)
}

/// Deletes all of the rows that are meant, but the `kept` that were used last.
pub(super) async fn keep_last_used<E: EntityTrait>(
    transaction: &impl ConnectionTrait,
    meant: &Condition,
    (used_at, id): (E::Column, E::Column),
    kept: u64,
) -> Result<(), StoreError> {
    let last_used = E::find()
        .select_only()
        .column(id)
        .filter(meant.clone())
        .order_by(used_at, Order::Desc)
        .order_by(id, Order::Desc)
        .limit(kept);
    E::delete_many()
        .filter(meant.clone())
        .filter(id.not_in_subquery(last_used.into_query()))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Deletes the first of the rows that are meant, in their order, until there are at most `kept`; how many.
pub(super) async fn delete_first<E>(
    connection: &impl ConnectionTrait,
    meant: Select<E>,
    id: E::Column,
    kept: u64,
) -> Result<u64, StoreError>
where
    E: EntityTrait,
    E::Model: Send + Sync,
{
    let all = meant.clone().count(connection).await?;
    let excess = all.saturating_sub(kept);
    if excess == 0 {
        return Ok(0);
    }
    let first = meant.select_only().column(id).limit(excess);
    let deleted = E::delete_many()
        .filter(id.in_subquery(first.into_query()))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected)
}
