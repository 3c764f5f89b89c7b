//! Links that prove something to whoever opens them, and whoever must choose a new password.
//! Buckets, which counted for networks alone until now.
//!
//! Moments are milliseconds since 1970 (UTC). Lengths are in code points.

use super::owner;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, string_len, string_len_null, var_binary,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(links()).await?;
        for column in ["user_id", "expires_at"] {
            let index = Index::create()
                .name(format!("links_{column}"))
                .table("links")
                .col(column)
                .take();
            manager.create_index(index).await?;
        }
        let must_change = Table::alter()
            .table("users")
            // Logging in leads to choosing a new password, and nowhere else.
            .add_column(boolean("must_change").default(false))
            .take();
        manager.alter_table(must_change).await?;
        let buckets = Table::rename().table("client_networks", "buckets").take();
        manager.rename_table(buckets).await?;
        let name = Table::alter()
            .table("buckets")
            .rename_column("network", "name")
            .take();
        manager.alter_table(name).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

fn links() -> TableCreateStatement {
    Table::create()
        .table("links")
        // SHA-256 of the token in the link.
        .col(var_binary("token_hash", 32).primary_key())
        .col(string_len("purpose", 16))
        .col(big_integer("user_id"))
        // Of the mail that it went out with: a mail that is sent twice has two links.
        .col(string_len_null("message_id", 32))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        // Why it is worth nothing any more before it expires.
        .col(big_integer_null("ended_at"))
        .col(string_len_null("ended_by", 16))
        .foreign_key(&mut owner("links"))
        .take()
}
