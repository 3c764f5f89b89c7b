//! The audit log, and links that confirm an address.
//!
//! Moments are milliseconds since 1970 (UTC). Lengths are in code points.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, string_len, string_len_null,
};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Nobody changes what stands in the log, not even a mistake of ours.
const SQLITE_GUARD: &[&str] = &["CREATE TRIGGER audit_log_is_append_only \
     BEFORE UPDATE ON audit_log BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"];
const POSTGRES_GUARD: &[&str] = &[
    "CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS \
     $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
    "CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE ON audit_log \
     FOR EACH ROW EXECUTE FUNCTION audit_log_is_append_only()",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // No key to users: what they did outlives them.
        let log = Table::create()
            .table("audit_log")
            .col(big_pk_auto("id"))
            .col(big_integer("at"))
            .col(string_len("action", 32))
            .col(string_len("outcome", 8))
            .col(big_integer_null("actor_id"))
            // As they were called then; the key is how names are compared.
            .col(string_len("actor", 128))
            .col(string_len("actor_key", 512))
            .col(big_integer_null("target_id"))
            .col(string_len("target", 128))
            .col(string_len("target_key", 512))
            .col(string_len("details", 2000))
            .col(string_len("client_address", 45))
            .col(string_len("request_id", 16))
            .take();
        manager.create_table(log).await?;
        for column in ["at", "actor_id", "actor_key", "target_id", "target_key"] {
            let index = Index::create()
                .name(format!("audit_log_{column}"))
                .table("audit_log")
                .col(column)
                .take();
            manager.create_index(index).await?;
        }
        let by_action = Index::create()
            .name("audit_log_action")
            .table("audit_log")
            .col("action")
            .col("id")
            .take();
        manager.create_index(by_action).await?;
        let guard = match manager.get_database_backend() {
            DbBackend::Sqlite => SQLITE_GUARD,
            _ => POSTGRES_GUARD,
        };
        for statement in guard {
            manager
                .get_connection()
                .execute_unprepared(statement)
                .await?;
        }
        let email = Table::alter()
            .table("links")
            // The address that a link confirms.
            .add_column(string_len_null("email", 254))
            .take();
        manager.alter_table(email).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
