//! The history of the tables, oldest first. A migration that was released is never changed;
//! the next change is a new file.

mod m0001_users_sessions_devices;
mod m0002_lockout;
mod m0003_mails;
mod m0004_links;
mod m0005_settings_reports;
mod m0006_user_list;
mod m0007_imports;

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
