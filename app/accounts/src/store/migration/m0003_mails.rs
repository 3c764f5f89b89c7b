//! Mails: those that wait to be sent, and what became of the others.
//!
//! Moments are milliseconds since 1970 (UTC). Lengths are in code points.

use super::owner;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, integer, string_len, string_len_null,
    string_len_uniq, text,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(mails()).await?;
        for column in ["user_id", "to_address", "next_try_at", "created_at"] {
            let index = Index::create()
                .name(format!("mails_{column}"))
                .table("mails")
                .col(column)
                .take();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

fn mails() -> TableCreateStatement {
    Table::create()
        .table("mails")
        .col(big_pk_auto("id"))
        // The first part of its Message-ID: the same however often it is sent.
        .col(string_len_uniq("message_id", 32))
        // Whom it is for, if that is known before it is sent.
        .col(big_integer_null("user_id"))
        .col(string_len("to_address", 254))
        .col(string_len("kind", 32))
        // What it says, as JSON. Secrets are drawn when it is sent, and never stand here.
        .col(text("details"))
        .col(big_integer("created_at"))
        // When it may be tried next; none, once it was sent or given up. While it is being sent:
        // when others may take it from a server that is gone.
        .col(big_integer_null("next_try_at"))
        .col(integer("tries"))
        .col(big_integer_null("sent_at"))
        // What the mail server said last.
        .col(string_len_null("answer", 500))
        .foreign_key(&mut owner("mails"))
        .take()
}
