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

use sea_orm_migration::prelude::*;

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
        ]
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
    use sea_orm_migration::sea_orm::{ConnectionTrait, Database};
    use testkit::{TestDatabase, on_each_database};

    on_each_database! {
        users_of_an_older_version_are_found_after_the_update
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
}
