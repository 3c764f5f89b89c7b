//! Failed tries: what is counted for names and networks, and the record of each try.
//!
//! Moments are milliseconds since 1970 (UTC). Lengths are in code points.

use super::owner;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, boolean, integer, string_len, var_binary,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(counters()).await?;
        manager.create_table(networks()).await?;
        manager.create_table(tries()).await?;
        for (name, table, columns) in [
            (
                "counters_of_user",
                "lockout_counters",
                &["user_id", "last_failure_at"][..],
            ),
            ("counters_notice_due", "lockout_counters", &["notice_due"]),
            ("networks_empty_at", "client_networks", &["empty_at"]),
            ("tries_of_subject", "login_tries", &["subject", "id"]),
            ("tries_of_user", "login_tries", &["user_id", "id"]),
            ("tries_at", "login_tries", &["last_at"]),
            ("tries_place_until", "login_tries", &["place_until"]),
        ] {
            let mut index = Index::create();
            index.name(name).table(table);
            for &column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

fn counters() -> TableCreateStatement {
    Table::create()
        .table("lockout_counters")
        // SHA-256 of what is counted: an account, a browser that it knows, or a name that nobody
        // has. A hash, because people type passwords into the wrong field.
        .col(var_binary("subject", 32).primary_key())
        .col(big_integer_null("user_id"))
        .col(integer("failures"))
        .col(integer("in_a_row"))
        .col(integer("locks"))
        // The greatest number there is: until somebody unlocks.
        .col(big_integer_null("locked_until"))
        .col(big_integer("last_failure_at"))
        // Locked, and the owner, if there is one, is not told yet.
        .col(boolean("notice_due"))
        .foreign_key(&mut owner("lockout_counters"))
        .take()
}

fn networks() -> TableCreateStatement {
    Table::create()
        .table("client_networks")
        // An IPv4 address or an IPv6 /64.
        .col(string_len("network", 64).primary_key())
        // When its bucket of failed tries will be empty.
        .col(big_integer("empty_at"))
        .take()
}

fn tries() -> TableCreateStatement {
    Table::create()
        .table("login_tries")
        .col(big_pk_auto("id"))
        .col(var_binary("subject", 32))
        .col(big_integer_null("user_id"))
        .col(string_len("outcome", 16))
        .col(big_integer("first_at"))
        // Tries during a lock are told together: how many, and when the last one was.
        .col(big_integer("last_at"))
        .col(integer("times"))
        // While the password is compared: until when the place is held.
        .col(big_integer_null("place_until"))
        .col(string_len("user_agent", 255))
        .col(string_len("client_address", 64))
        .col(boolean("known_browser"))
        .foreign_key(&mut owner("login_tries"))
        .take()
}
