//! The history of the tables, oldest first. A migration that was released is never changed;
//! the next change is a new file.

mod m0001_users_sessions_devices;
mod m0002_lockout;

use sea_orm_migration::prelude::*;

pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_users_sessions_devices::Migration),
            Box::new(m0002_lockout::Migration),
        ]
    }
}
