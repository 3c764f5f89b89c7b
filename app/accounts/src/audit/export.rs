//! The audit log as a file (CSV, RFC 4180).

use crate::store::audit_action::Action;
use model::timestamp::Duration;

use super::{Actor, AuditLog, LogSearch};
use crate::csv_file::{harmless, piece};
use crate::current_user::ConfirmedAdmin;
use crate::store::StoreError;
use crate::store::audit_log::{self, AuditEntry};

/// Entries that are read at a time.
const BATCH: u64 = 1000;

const HEADINGS: [&str; 9] = [
    "number",
    "time",
    "action",
    "outcome",
    "by",
    "to",
    "details",
    "network_address",
    "request",
];

/// A file of the log that is written piece by piece.
#[derive(Clone, Debug, Default)]
pub struct LogExport {
    /// The last entry that was written.
    before: Option<i64>,
    done: bool,
}

/// Why a file ends before its end.
#[derive(Debug, thiserror::Error)]
pub enum LogExportError {
    /// Whoever asks is an active administrator no longer.
    #[error("only active administrators may")]
    NotAllowed,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AuditLog {
    /// The next piece of a file of what is looked for and not older than it is `kept`, the newest first; `None` at
    /// its end.
    ///
    /// # Errors
    /// [`LogExportError`].
    pub async fn export(
        &self,
        proof: ConfirmedAdmin,
        search: &LogSearch,
        kept: Duration,
        export: &mut LogExport,
    ) -> Result<Option<Vec<u8>>, LogExportError> {
        if export.done {
            return Ok(None);
        }
        // A slow reader may still be at it when they are one no longer.
        let connection = self.store.connection();
        let actor = Actor::administrator(connection, proof.admin()).await?;
        let actor = actor.ok_or(LogExportError::NotAllowed)?;
        let mut query = self.query(search, kept).await?;
        query.before = export.before;
        let entries = audit_log::newest(connection, &query, BATCH).await?;
        let first = export.before.is_none();
        if first {
            self.record(connection, [actor.did(Action::ExportLog)])
                .await?;
        }
        export.done = entries.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
        export.before = entries.last().map(|entry| entry.id);
        let headings = first.then_some(HEADINGS);
        Ok(Some(piece(headings, entries.into_iter().map(cells))))
    }
}

fn cells(entry: AuditEntry) -> [String; 9] {
    [
        entry.id.to_string(),
        entry.at.rfc3339(),
        entry.action.as_str().to_owned(),
        entry.outcome.as_str().to_owned(),
        harmless(&entry.actor.name).into_owned(),
        harmless(&entry.target.name).into_owned(),
        harmless(&entry.details).into_owned(),
        entry.client_address,
        entry.request_id,
    ]
}
