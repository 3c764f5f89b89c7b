//! The log: one line per event on standard error, for people on a terminal, else as JSON.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicUsize, Ordering};
use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

/// Lines that wait for whoever reads them. If nobody does, more are dropped, and nobody waits for it.
const LINES: usize = 16 * 1024;

/// The log of this process. What waits is written when it is dropped.
#[derive(Debug)]
pub struct Log {
    dropped: ErrorCounter,
    reported: AtomicUsize,
    _writer: WorkerGuard,
}

impl Log {
    /// Says how many lines were dropped since the last time, if some were.
    pub fn tell_of_dropped(&self) {
        let dropped = self.dropped.dropped_lines();
        let reported = self.reported.swap(dropped, Ordering::Relaxed);
        if dropped > reported {
            tracing::warn!(
                lines = dropped - reported,
                "nobody read the log: lines were dropped"
            );
        }
    }
}

/// Starts it.
///
/// # Errors
/// If `filter` is none.
pub fn start(filter: &str) -> Result<Log, Box<dyn std::error::Error + Send + Sync>> {
    let (writer, guard) = NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(LINES)
        .finish(std::io::stderr());
    let dropped = writer.error_counter();
    // That there was nothing to migrate is no news, and it would be said at every command.
    // Entries of the audit log are asked for by a setting of their own.
    let quiet = format!("audit=info,sea_orm_migration=warn,sqlx::postgres::notice=warn,{filter}");
    let filter = EnvFilter::builder().parse(quiet)?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(writer);
    if std::io::stderr().is_terminal() {
        log.with_target(false).try_init()?;
    } else {
        log.json().flatten_event(true).try_init()?;
    }
    Ok(Log {
        dropped,
        reported: AtomicUsize::new(0),
        _writer: guard,
    })
}
