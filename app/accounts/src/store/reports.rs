//! Queries on `reports`.

use model::timestamp::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};

use super::StoreError;
use super::entity::report::{ActiveModel, Column, Entity, Model};
use super::trim::delete_first;

/// A report, as stored.
#[derive(Clone, Debug)]
pub(crate) struct StoredReport {
    pub(crate) code: String,
    pub(crate) login_name: String,
    pub(crate) findings: String,
    pub(crate) user_agent: String,
    pub(crate) client_address: String,
    pub(crate) created_at: Timestamp,
}

impl From<Model> for StoredReport {
    fn from(row: Model) -> Self {
        Self {
            code: row.code,
            login_name: row.login_name,
            findings: row.findings,
            user_agent: row.user_agent,
            client_address: row.client_address,
            created_at: Timestamp(row.created_at),
        }
    }
}

/// Writes a report; it takes the place of an older one with the same code.
pub(crate) async fn replace(
    connection: &impl ConnectionTrait,
    report: StoredReport,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        code: Set(report.code),
        login_name: Set(report.login_name),
        findings: Set(report.findings),
        user_agent: Set(report.user_agent),
        client_address: Set(report.client_address),
        created_at: Set(report.created_at.0),
    };
    let newer = OnConflict::column(Column::Code)
        .update_columns([
            Column::LoginName,
            Column::Findings,
            Column::UserAgent,
            Column::ClientAddress,
            Column::CreatedAt,
        ])
        .to_owned();
    Entity::insert(row)
        .on_conflict(newer)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// The report of a code.
pub(crate) async fn find(
    connection: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<StoredReport>, StoreError> {
    let row = Entity::find_by_id(code).one(connection).await?;
    Ok(row.map(StoredReport::from))
}

/// Forgets those from before `before`, and the oldest until there are at most `kept`.
pub(crate) async fn delete_old(
    connection: &impl ConnectionTrait,
    before: Timestamp,
    kept: u64,
) -> Result<u64, StoreError> {
    let old = Entity::delete_many()
        .filter(Column::CreatedAt.lt(before.0))
        .exec(connection)
        .await?;
    let oldest_first = Entity::find().order_by_asc(Column::CreatedAt);
    let over = delete_first(connection, oldest_first, Column::Code, kept).await?;
    Ok(old.rows_affected + over)
}
