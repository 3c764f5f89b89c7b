//! How long an answer may take.

use app::routes;
use std::time::Duration;

/// Longer than any answer takes, a full hashing queue included.
pub(crate) const OF_ANSWERS: Duration = Duration::from_secs(30);

/// Longer than a file takes to arrive on a slow line.
pub(crate) const OF_FILES: Duration = Duration::from_secs(10 * 60);

/// How long an answer to a request for `path` may take.
pub(crate) fn of(path: &str) -> Duration {
    let files = [
        routes::ADMIN_IMPORT,
        routes::ADMIN_IMPORT_RUN,
        routes::ADMIN_EXPORT,
        routes::ADMIN_LOG_EXPORT,
    ];
    match files.contains(&path) {
        true => OF_FILES,
        false => OF_ANSWERS,
    }
}
