//! Keys that the portal draws for itself and all of its servers share.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string_len, var_binary};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let secrets = Table::create()
            .table("secrets")
            .col(string_len("name", 64).primary_key())
            .col(var_binary("value", 32))
            .take();
        manager.create_table(secrets).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
