//! Bounds of what administrators set, the logo, and what the rules about passwords need to know.
//!
//! Moments are milliseconds since 1970 (UTC). Lengths are in code points.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, blob, string_len};
use sea_orm_migration::sea_orm::DbBackend;

use super::owner;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Settings that are `on` or `off`.
const SWITCHES: &[&str] = &[
    "allow-reset",
    "allow-change",
    "force-change",
    "lockout-grows",
    "new-browser-notice",
];
/// Settings that are numbers: name, bounds, and whether nothing may stand there.
const NUMBERS: &[(&str, u32, u32, bool)] = &[
    ("reset-link-minutes", 5, 1440, false),
    ("password-length-users", 8, 64, false),
    ("password-length-administrators", 8, 64, false),
    ("password-reuse-limit", 1, 10, false),
    ("password-expiration-days", 1, 3650, true),
    ("lockout-attempts", 3, 100, false),
    ("lockout-minutes", 1, 1440, true),
    ("session-idle-minutes", 5, 1440, false),
    ("session-longest-hours", 1, 168, false),
    ("session-kept-days", 0, 365, false),
    ("log-days", 30, 3650, false),
];
/// Settings that are texts: name, shortest and longest.
const TEXTS: &[(&str, u32, u32)] = &[
    ("failure-message", 0, 500),
    ("failure-message-ja", 0, 500),
    ("contact-name", 0, 128),
    ("contact-phone", 0, 128),
    ("contact-email", 0, 254),
    ("contact-text", 0, 500),
    ("contact-name-ja", 0, 128),
    ("contact-phone-ja", 0, 128),
    ("contact-email-ja", 0, 254),
    ("contact-text-ja", 0, 500),
    ("portal-name", 1, 64),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        // SQLite adds no check to a table that is there.
        for statement in [
            settings_table(backend),
            "INSERT INTO settings_checked SELECT name, value, changed_at FROM settings".to_owned(),
            "DROP TABLE settings".to_owned(),
            "ALTER TABLE settings_checked RENAME TO settings".to_owned(),
        ] {
            manager
                .get_connection()
                .execute_unprepared(&statement)
                .await?;
        }
        let changed = Table::alter()
            .table("users")
            // Nothing where the password is as old as the user.
            .add_column(big_integer_null("password_changed_at"))
            .take();
        manager.alter_table(changed).await?;
        let history = Table::create()
            .table("password_history")
            .col(big_pk_auto("id"))
            .col(big_integer("user_id"))
            .col(string_len("password_hash", 512))
            .foreign_key(&mut owner("password_history"))
            .take();
        manager.create_table(history).await?;
        let index = Index::create()
            .name("password_history_user")
            .table("password_history")
            .col("user_id")
            .take();
        manager.create_index(index).await?;
        let logo = Table::create()
            .table("logo")
            // One row, or none.
            .col(big_pk_auto("id"))
            .col(blob("png"))
            .col(string_len("fingerprint", 16))
            .col(big_integer("changed_at"))
            .take();
        manager.create_table(logo).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

fn settings_table(backend: DbBackend) -> String {
    let switches = SWITCHES
        .iter()
        .map(|name| format!("WHEN '{name}' THEN value IN ('on', 'off') "));
    let numbers = NUMBERS.iter().map(|(name, least, most, may_be_empty)| {
        let digits = match backend {
            DbBackend::Sqlite => "length(value) BETWEEN 1 AND 9 AND value NOT GLOB '*[^0-9]*'",
            _ => "value ~ '^[0-9]{1,9}$'",
        };
        let empty = if *may_be_empty { "value = '' OR " } else { "" };
        format!(
            "WHEN '{name}' THEN {empty}CASE WHEN {digits} \
             THEN CAST(value AS integer) BETWEEN {least} AND {most} ELSE 1 = 0 END "
        )
    });
    let texts = TEXTS.iter().map(|(name, least, most)| {
        format!("WHEN '{name}' THEN length(value) BETWEEN {least} AND {most} ")
    });
    let colour = match backend {
        DbBackend::Sqlite => format!("value GLOB '#{}'", "[0-9a-f]".repeat(6)),
        _ => "value ~ '^#[0-9a-f]{6}$'".to_owned(),
    };
    let others = [
        format!("WHEN 'accent-colour' THEN value = '' OR {colour} "),
        "WHEN 'password-composition' THEN value IN ('any', 'letters-digits', \
         'both-cases-digits', 'all') "
            .to_owned(),
        // What a newer server knows.
        "ELSE length(value) <= 2000 ".to_owned(),
    ];
    let cases: String = switches.chain(numbers).chain(texts).chain(others).collect();
    format!(
        "CREATE TABLE settings_checked (name varchar(64) NOT NULL PRIMARY KEY, \
         value varchar(2000) NOT NULL, changed_at bigint NOT NULL, \
         CONSTRAINT settings_bounds CHECK (CASE name {cases}END))"
    )
}
