//! What administrators set, and reports of people who cannot log in.
//!
//! Moments are milliseconds since 1970 (UTC). Lengths are in code points.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string_len, string_len_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let settings = Table::create()
            .table("settings")
            .col(string_len("name", 64).primary_key())
            .col(string_len("value", 2000))
            .col(big_integer("changed_at"))
            .take();
        manager.create_table(settings).await?;
        manager.create_table(reports()).await?;
        for column in [
            // Of the browser that the try came from.
            string_len_null("report_code", 9),
            // What the browser's own warnings were; words of `model::finding`.
            string_len("noticed", 160).default("").take(),
        ] {
            let alter = Table::alter()
                .table("login_tries")
                .add_column(column)
                .take();
            manager.alter_table(alter).await?;
        }
        let index = Index::create()
            .name("login_tries_report_code")
            .table("login_tries")
            .col("report_code")
            .take();
        manager.create_index(index).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

fn reports() -> TableCreateStatement {
    Table::create()
        .table("reports")
        .col(string_len("code", 9).primary_key())
        // As it was typed, if it was.
        .col(string_len("login_name", 256))
        // What the browser found; words of `model::finding`.
        .col(string_len("findings", 160))
        .col(string_len("user_agent", 255))
        .col(string_len("client_address", 45))
        .col(big_integer("created_at"))
        .take()
}
