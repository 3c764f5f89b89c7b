//! Keeps tables from growing: of some rows the newest stay.

use sea_orm::{
    Condition, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use super::StoreError;

/// Deletes all of the rows that are meant, but the `kept` with the greatest `id`; how many.
pub(super) async fn keep_greatest<E: EntityTrait>(
    transaction: &impl ConnectionTrait,
    meant: &Condition,
    id: E::Column,
    kept: u64,
) -> Result<u64, StoreError> {
    use sea_orm::ColumnTrait;
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
    use sea_orm::ColumnTrait;
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
