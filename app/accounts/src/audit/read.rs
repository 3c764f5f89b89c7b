//! Reading the audit log: page by page, or as a file.

use model::audit::{Action, AuditOutcome};
use model::login_name::TypedName;
use model::timestamp::Timestamp;

use crate::Accounts;
use crate::sessions::{Admin, ConfirmedAdmin};
use crate::store::audit_log::{self, AuditEntry, AuditParty, AuditQuery};
use crate::store::{self, StoreError};

/// Entries on a page.
const PAGE: usize = 50;
/// Entries that are read at a time for a file.
const BATCH: u64 = 1000;

/// Somebody in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedName {
    /// The number of a user, who may be gone by now.
    pub id: Option<i64>,
    /// As they were called then.
    pub name: String,
}

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Grows from entry to entry.
    pub id: i64,
    /// When it was.
    pub at: Timestamp,
    /// What was done.
    pub action: Action,
    /// How it went.
    pub outcome: AuditOutcome,
    /// Who did it, if that is known.
    pub actor: Option<LoggedName>,
    /// To whom, if to anybody.
    pub target: Option<LoggedName>,
    /// What else is known of it; any text.
    pub details: String,
    /// The network address; nothing where there was none.
    pub client_address: String,
    /// The request; nothing where there was none.
    pub request_id: String,
}

impl From<AuditEntry> for LogEntry {
    fn from(entry: AuditEntry) -> Self {
        let logged = |who: AuditParty| {
            (!who.name.is_empty()).then_some(LoggedName {
                id: who.id,
                name: who.name,
            })
        };
        Self {
            id: entry.id,
            at: entry.at,
            action: entry.action,
            outcome: entry.outcome,
            actor: logged(entry.actor),
            target: logged(entry.target),
            details: entry.details,
            client_address: entry.client_address,
            request_id: entry.request_id,
        }
    }
}

/// What is looked for in the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogSearch {
    /// Not before this moment.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Done by or to whoever has this login name now, or had it then.
    pub login_name: String,
    /// This action alone.
    pub action: Option<Action>,
    /// This outcome alone.
    pub outcome: Option<AuditOutcome>,
    /// Before this entry.
    pub before: Option<i64>,
}

/// A page of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogPage {
    /// The newest first.
    pub entries: Vec<LogEntry>,
    /// Where the next page begins, if there is one: those before this one.
    pub next: Option<i64>,
}

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

impl Accounts {
    /// A page of the log.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn read_log(&self, _proof: Admin, search: &LogSearch) -> Result<LogPage, StoreError> {
        let wanted = self.wanted(search).await?;
        // One more tells whether there is another page.
        let limit = u64::try_from(PAGE + 1).unwrap_or(u64::MAX);
        let connection = self.inner.store.connection();
        let entries = audit_log::newest(connection, &wanted, limit).await?;
        let mut entries: Vec<_> = entries.into_iter().map(LogEntry::from).collect();
        let more = entries.len() > PAGE;
        entries.truncate(PAGE);
        let next = entries.last().filter(|_| more).map(|entry| entry.id);
        Ok(LogPage { entries, next })
    }

    async fn wanted(&self, search: &LogSearch) -> Result<AuditQuery, StoreError> {
        let name = search.login_name.trim();
        let who = match TypedName::parse(name) {
            Err(_) => None,
            Ok(typed) => {
                let connection = self.inner.store.connection();
                let user = store::users::find_typed(connection, &typed).await?;
                Some(user.map_or_else(
                    || AuditParty::named(None, name),
                    |user| AuditParty::user(&user),
                ))
            }
        };
        // What is to be forgotten is not shown, also before it is.
        let kept = self.settings().await?.log_retention();
        let oldest = self.inner.clock.now().before(kept);
        Ok(AuditQuery {
            from: search.from.max(Some(oldest)),
            until: search.until,
            action: search.action,
            outcome: search.outcome,
            who,
            before: search.before,
        })
    }

    /// The next piece of a file of what is looked for, the newest first; `None` at its end.
    ///
    /// # Errors
    /// [`LogExportError`].
    pub async fn export_log(
        &self,
        proof: ConfirmedAdmin,
        search: &LogSearch,
        export: &mut LogExport,
    ) -> Result<Option<Vec<u8>>, LogExportError> {
        if export.done {
            return Ok(None);
        }
        // A slow reader may still be at it when they are one no longer.
        let connection = self.inner.store.connection();
        let actor = self.administrator(connection, proof.admin()).await?;
        let actor = actor.ok_or(LogExportError::NotAllowed)?;
        let mut wanted = self.wanted(search).await?;
        wanted.before = export.before;
        let entries = audit_log::newest(connection, &wanted, BATCH).await?;
        let first = export.before.is_none();
        if first {
            self.record(connection, [actor.did(Action::ExportLog)])
                .await?;
        }
        export.done = entries.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
        export.before = entries.last().map(|entry| entry.id);
        Ok(Some(file::piece(&entries, first)))
    }
}

/// The form of a file of the log.
mod file {
    use super::AuditEntry;
    use crate::user_file::{MARK, harmless};
    use csv::WriterBuilder;

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

    /// Some of its lines; the headings too, if they are the first.
    pub(super) fn piece(entries: &[AuditEntry], first: bool) -> Vec<u8> {
        let begun = if first { MARK.as_bytes() } else { &[] };
        let mut piece = WriterBuilder::new().from_writer(begun.to_vec());
        let mut write = |cells: [&str; 9]| {
            piece
                .write_record(cells)
                .expect("all lines have nine cells, and memory takes them");
        };
        if first {
            write(HEADINGS);
        }
        for entry in entries {
            write([
                &entry.id.to_string(),
                &entry.at.rfc3339(),
                entry.action.as_str(),
                entry.outcome.as_str(),
                &harmless(&entry.actor.name),
                &harmless(&entry.target.name),
                &harmless(&entry.details),
                &entry.client_address,
                &entry.request_id,
            ]);
        }
        piece.into_inner().unwrap_or_default()
    }
}
