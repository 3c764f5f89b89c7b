//! Users, their sessions, and the browsers that they have logged in from.
//!
//! Moments are milliseconds since 1970 (UTC). Lengths are in code points.

use super::owner;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, boolean, string_len, string_len_null,
    string_len_uniq, var_binary, var_binary_uniq,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(users()).await?;
        manager.create_index(index("users", "email_key")).await?;
        manager.create_table(sessions()).await?;
        manager.create_index(index("sessions", "user_id")).await?;
        manager
            .create_index(index("sessions", "last_seen_at"))
            .await?;
        manager.create_table(devices()).await?;
        manager.create_index(index("devices", "user_id")).await?;
        manager
            .create_index(
                Index::create()
                    .name("devices_token_user")
                    .table("devices")
                    .col("token_hash")
                    .col("user_id")
                    .unique()
                    .take(),
            )
            .await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

fn users() -> TableCreateStatement {
    Table::create()
        .table("users")
        .col(big_pk_auto("id"))
        // As it was chosen, and the key by which it is unique (PRECIS UsernameCaseMapped).
        .col(string_len("login_name", 128))
        .col(string_len_uniq("login_name_key", 512))
        .col(string_len("display_name", 128))
        // May be shared by several users.
        .col(string_len_null("email", 254))
        .col(string_len_null("email_key", 512))
        // A PHC string of argon2id; none means that no password is right.
        .col(string_len_null("password_hash", 255))
        .col(string_len("role", 16).check(Expr::col("role").is_in(["user", "administrator"])))
        .col(string_len("status", 16).check(Expr::col("status").is_in(["active", "inactive"])))
        .col(big_integer("created_at"))
        .col(big_integer_null("last_login_at"))
        .take()
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table("sessions")
        .col(big_pk_auto("id"))
        // SHA-256 of the token in the cookie.
        .col(var_binary_uniq("token_hash", 32))
        .col(big_integer("user_id"))
        // Keep me logged in.
        .col(boolean("kept"))
        .col(big_integer("created_at"))
        // Written at most once a minute.
        .col(big_integer("last_seen_at"))
        .col(string_len("user_agent", 255))
        .col(string_len("client_address", 64))
        .foreign_key(&mut owner("sessions"))
        .take()
}

fn devices() -> TableCreateStatement {
    Table::create()
        .table("devices")
        .col(big_pk_auto("id"))
        // SHA-256 of the token in the device cookie; one browser may know several users.
        .col(var_binary("token_hash", 32))
        .col(big_integer("user_id"))
        .col(big_integer("first_login_at"))
        .col(big_integer("last_login_at"))
        .foreign_key(&mut owner("devices"))
        .take()
}

fn index(table: &'static str, column: &'static str) -> IndexCreateStatement {
    Index::create()
        .name(format!("{table}_{column}"))
        .table(table)
        .col(column)
        .take()
}
