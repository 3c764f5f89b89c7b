//! The history of the tables, oldest first. A migration that was released is never changed;
//! the next change is a new file.

mod m0001_users_sessions_devices;
mod m0002_lockout;
mod m0003_mails;
mod m0004_links;
mod m0005_settings_reports;
mod m0006_user_list;
mod m0007_imports;
mod m0008_settings;
mod m0009_audit_log;
mod m0010_setup_codes;
mod m0011_canonical_keys;
mod m0012_secrets;
mod m0013_renewed_devices;

use sea_orm_migration::prelude::*;
use std::collections::BTreeSet;

pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_users_sessions_devices::Migration),
            Box::new(m0002_lockout::Migration),
            Box::new(m0003_mails::Migration),
            Box::new(m0004_links::Migration),
            Box::new(m0005_settings_reports::Migration),
            Box::new(m0006_user_list::Migration),
            Box::new(m0007_imports::Migration),
            Box::new(m0008_settings::Migration),
            Box::new(m0009_audit_log::Migration),
            Box::new(m0010_setup_codes::Migration),
            Box::new(m0011_canonical_keys::Migration),
            Box::new(m0012_secrets::Migration),
            Box::new(m0013_renewed_devices::Migration),
        ]
    }
}

/// The migrations that a newer version has applied, where this one's own are applied too. While the
/// servers are replaced one after the other, one of the version before may start again: a migration
/// leaves what that one needs.
pub(crate) async fn newer(connection: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    Migrator::install(connection).await?;
    let applied = Migrator::get_migration_models(connection).await?;
    let applied: BTreeSet<_> = applied.into_iter().map(|row| row.version).collect();
    let own = Migrator::migrations();
    let own: BTreeSet<_> = own.iter().map(|it| it.name().to_owned()).collect();
    match own.is_subset(&applied) {
        true => Ok(applied.difference(&own).cloned().collect()),
        false => Ok(Vec::new()),
    }
}

/// The key of a table whose rows go with the user that they belong to.
fn owner(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_user"))
        .from(table, "user_id")
        .to("users", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use sea_orm_migration::sea_orm::{ConnectionTrait, Database};
    use testkit::{TestDatabase, on_each_empty_database};

    on_each_empty_database! {
        users_of_an_older_version_are_found_after_the_update
        names_that_are_one_now_are_two_accounts_still
        a_server_starts_on_the_tables_of_the_next_version
    }

    /// More than are read at a time.
    async fn users_of_an_older_version_are_found_after_the_update(database: TestDatabase) {
        let url = match database.url().starts_with("sqlite") {
            true => format!("{}?mode=rwc", database.url()),
            false => database.url().to_owned(),
        };
        let connection = Database::connect(url).await.unwrap();
        Migrator::up(&connection, Some(5)).await.unwrap();
        let rows: Vec<_> = (0..1001)
            .map(|number| {
                format!(
                    "('User{number}', 'user{number}', 'Ｕｓｅｒ {number}', 'u{number}@example.test', \
                     'u{number}@example.test', 'user', 'active', 0)"
                )
            })
            .collect();
        let insert = format!(
            "INSERT INTO users (login_name, login_name_key, display_name, email, email_key, role, \
             status, created_at) VALUES {}",
            rows.join(", ")
        );
        connection.execute_unprepared(&insert).await.unwrap();
        Migrator::up(&connection, None).await.unwrap();
        connection.close().await.unwrap();
        let filled = "SELECT count(*) FROM users WHERE name_key = 'user ' || (id - 1) AND \
            search_text LIKE 'user' || (id - 1) || '_user ' || (id - 1) || '_u%@example.test'";
        assert_eq!(database.number(filled).await, 1001);
        let both = "SELECT count(*) FROM users WHERE version = 1 AND language = 'auto'";
        assert_eq!(database.number(both).await, 1001);
    }

    async fn names_that_are_one_now_are_two_accounts_still(database: TestDatabase) {
        let url = match database.url().starts_with("sqlite") {
            true => format!("{}?mode=rwc", database.url()),
            false => database.url().to_owned(),
        };
        let connection = Database::connect(url).await.unwrap();
        Migrator::up(&connection, Some(10)).await.unwrap();
        let insert = "INSERT INTO users (login_name, login_name_key, display_name, email, email_key, role, \
             status, created_at) VALUES \
             ('ΝΙΚΟΣ', 'νικοσ', 'Νίκος', 'ｍika@bücher.example', 'ｍika@bücher.example', 'user', 'active', 0), \
             ('νικος', 'νικος', 'Νίκος', NULL, NULL, 'user', 'active', 0), \
             ('νικοσ-2', 'νικοσ-2', 'Νίκος', NULL, NULL, 'user', 'active', 0)";
        connection.execute_unprepared(insert).await.unwrap();
        Migrator::up(&connection, None).await.unwrap();
        connection.close().await.unwrap();
        let of = |condition: &str| format!("SELECT count(*) FROM users WHERE {condition}");
        for (id, name, key) in [
            (1, "ΝΙΚΟΣ", "νικοσ"),
            (2, "νικος-3", "νικοσ-3"),
            (3, "νικοσ-2", "νικοσ-2"),
        ] {
            let there = of(&format!(
                "id = {id} AND login_name = '{name}' AND login_name_key = '{key}'"
            ));
            assert_eq!(database.number(&there).await, 1, "{name}");
        }
        let address = of(
            "email_key = 'mika@xn--bcher-kva.example' AND search_text LIKE '%mika@bücher.example%'",
        );
        assert_eq!(database.number(&address).await, 1);
    }

    async fn a_server_starts_on_the_tables_of_the_next_version(database: TestDatabase) {
        Store::open(database.url()).await.unwrap();
        let applied = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_next', 0)";
        database.execute(applied).await;
        database
            .execute("ALTER TABLE users ADD COLUMN next_only varchar(9)")
            .await;
        let store = Store::open(database.url()).await.unwrap();
        let found = crate::store::users::find(store.connection(), 1).await;
        assert!(found.unwrap().is_none());
        // One that is neither older nor newer is refused, and says so.
        let other =
            "UPDATE seaql_migrations SET version = 'm0009_other' WHERE version LIKE 'm0009%'";
        database.execute(other).await;
        let refused = Store::open(database.url()).await.unwrap_err();
        assert!(refused.to_string().contains("m0009_other"), "{refused}");
    }
}
