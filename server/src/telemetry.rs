//! The log: one line per event on standard error, for people on a terminal, else as JSON.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts it.
///
/// # Errors
/// If `filter` is none.
pub fn start(filter: &str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    // That there was nothing to migrate is no news, and it would be said at every command.
    let quiet = format!("sea_orm_migration=warn,sqlx::postgres::notice=warn,{filter}");
    let filter = EnvFilter::builder().parse(quiet)?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        log.with_target(false).try_init()
    } else {
        log.json().flatten_event(true).try_init()
    }
}
