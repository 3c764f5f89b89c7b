//! Reading the audit log as it grows, for those who keep it elsewhere too.

use std::collections::BTreeSet;

use super::{AuditLog, LogEntry};
use crate::store::StoreError;
use crate::store::audit_log;

/// How far back entries may still appear whose transactions were begun before others' and ended after. Numbers are
/// given when an entry is written, and it is seen when its transaction has ended.
const BEHIND: i64 = 1000;
/// Entries that are read at once.
const BATCH: u64 = 500;

/// How far somebody has followed the log.
#[derive(Debug, Default)]
pub struct Followed {
    /// Those of the last [`BEHIND`] numbers that were seen.
    seen: BTreeSet<i64>,
    begun: bool,
}

impl AuditLog {
    /// The entries that appeared since the last time, in the order of their numbers, each once. The first time finds
    /// out where the log ends.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn follow(&self, followed: &mut Followed) -> Result<Vec<LogEntry>, StoreError> {
        let connection = self.store.connection();
        let newest = audit_log::newest_id(connection).await?.unwrap_or_default();
        let mut after = followed.seen.last().copied().unwrap_or(newest) - BEHIND;
        let mut entries = Vec::new();
        loop {
            let batch = audit_log::after(connection, after, BATCH).await?;
            let Some(last) = batch.last() else {
                break;
            };
            after = last.id;
            for entry in batch {
                if followed.seen.insert(entry.id) && followed.begun {
                    entries.push(LogEntry::from(entry));
                }
            }
        }
        followed.begun = true;
        let oldest = followed.seen.last().map_or(0, |last| last - BEHIND);
        followed.seen = followed.seen.split_off(&oldest);
        Ok(entries)
    }
}
