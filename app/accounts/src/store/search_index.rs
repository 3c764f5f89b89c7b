//! PostgreSQL's index for searches, which takes the extension `pg_trgm`. The database's owner may not be allowed to
//! add it, an administrator may have put it into a schema of its own, or do so later: each start looks again.
//! Without it searches find the same, only later.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement, TransactionTrait};

use super::MIGRATION_LOCK;

const SCHEMA: &str = "SELECT quote_ident(nspname) FROM pg_extension \
     JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'pg_trgm'";
const THERE: &str = "SELECT 1 FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid \
     WHERE indrelid = 'users'::regclass AND relname = 'users_search'";

/// Makes it, unless it is there; says so in the log if it cannot be had.
pub(super) async fn ensure(connection: &DatabaseConnection) {
    let made = async {
        if first(connection, THERE).await?.is_some() {
            return Ok(());
        }
        if first(connection, SCHEMA).await?.is_none() {
            // In a transaction of its own, which a refusal ends.
            alone(connection, "CREATE EXTENSION IF NOT EXISTS pg_trgm").await?;
        }
        let schema = first(connection, SCHEMA).await?;
        let schema = schema.ok_or_else(|| DbErr::Custom("it is not there".to_owned()))?;
        let index = format!(
            "CREATE INDEX IF NOT EXISTS users_search ON users USING gin (search_text {schema}.gin_trgm_ops)"
        );
        alone(connection, &index).await
    };
    if let Err(error) = made.await {
        tracing::warn!(%error, "searches are slow: they need PostgreSQL's extension pg_trgm");
    }
}

async fn first(connection: &DatabaseConnection, query: &str) -> Result<Option<String>, DbErr> {
    let statement = Statement::from_string(DbBackend::Postgres, query);
    let row = connection.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get_by_index(0).unwrap_or_default()))
}

/// Of several servers that start at once, one does it.
async fn alone(connection: &DatabaseConnection, statement: &str) -> Result<(), DbErr> {
    let transaction = connection.begin().await?;
    transaction.execute_unprepared(MIGRATION_LOCK).await?;
    transaction.execute_unprepared(statement).await?;
    transaction.commit().await
}
