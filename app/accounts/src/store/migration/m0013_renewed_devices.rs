//! The token that a browser had before the one that it has.
//!
//! Moments are milliseconds since 1970 (UTC).

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, var_binary_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            // SHA-256, good for a moment longer.
            var_binary_null("previous_hash", 32).take(),
            big_integer_null("renewed_at").take(),
        ] {
            let alter = Table::alter().table("devices").add_column(column).take();
            manager.alter_table(alter).await?;
        }
        manager
            .create_index(
                Index::create()
                    .name("devices_previous_hash")
                    .table("devices")
                    .col("previous_hash")
                    .take(),
            )
            .await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
