//! How long an answer may take.

use app::pages;
use std::time::Duration;

/// Longer than any answer takes, a full hashing queue included.
pub(crate) const OF_ANSWERS: Duration = Duration::from_secs(30);

/// Longer than a file takes to arrive on a slow line.
pub(crate) const OF_FILES: Duration = Duration::from_secs(10 * 60);

/// How long an answer to a request for `path` may take.
pub(crate) fn for_path(path: &str) -> Duration {
    match pages::find(path) {
        Some(page) if page.is_long => OF_FILES,
        _ => OF_ANSWERS,
    }
}
