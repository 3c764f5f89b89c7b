//! The codes with which the first administrator is made: each of several servers prints one, and
//! whichever is asked has to know it.
//!
//! Moments are milliseconds since 1970 (UTC).

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, var_binary};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let codes = Table::create()
            .table("setup_codes")
            // SHA-256 of the code.
            .col(var_binary("code_hash", 32).primary_key())
            .col(big_integer("created_at"))
            .take();
        manager.create_table(codes).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
