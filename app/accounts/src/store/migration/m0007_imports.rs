//! Files of users that were checked and wait for an administrator's word.
//!
//! Moments are milliseconds since 1970 (UTC). Lengths are in code points.

use super::owner;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, string_len, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let imports = Table::create()
            .table("imports")
            // 128 random bits, in the page that shows what was found.
            .col(string_len("id", 32).primary_key())
            // Whose word it waits for.
            .col(big_integer("user_id"))
            .col(big_integer("created_at"))
            // Somebody becomes an administrator, or is one and changes.
            .col(boolean("concerns_rights"))
            // The changes, one JSON value a line. No password stands there, only hashes.
            .col(text("steps"))
            // When it was put into force, and when those whom it added were informed.
            .col(big_integer_null("done_at"))
            .col(big_integer_null("informed_at"))
            .foreign_key(&mut owner("imports"))
            .take();
        manager.create_table(imports).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
