//! Reading the audit log: page by page, or as a file.

use crate::store::audit_action::{Action, AuditOutcome};
use model::login_name::TypedName;
use model::timestamp::{Duration, Timestamp};

use super::AuditLog;
use crate::current_user::Admin;
use crate::store::audit_log::{self, AuditEntry, AuditParty, AuditQuery};
use crate::store::{self, StoreError};

/// Entries on a page.
const PAGE: usize = 50;

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

impl AuditLog {
    /// A page of the log, of entries that are not older than they are `kept`.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn read(
        &self,
        _proof: Admin,
        search: &LogSearch,
        kept: Duration,
    ) -> Result<LogPage, StoreError> {
        let query = self.query(search, kept).await?;
        // One more tells whether there is another page.
        let limit = u64::try_from(PAGE + 1).unwrap_or(u64::MAX);
        let connection = self.store.connection();
        let entries = audit_log::newest(connection, &query, limit).await?;
        let mut entries: Vec<_> = entries.into_iter().map(LogEntry::from).collect();
        let more = entries.len() > PAGE;
        entries.truncate(PAGE);
        let next = entries.last().filter(|_| more).map(|entry| entry.id);
        Ok(LogPage { entries, next })
    }

    pub(super) async fn query(
        &self,
        search: &LogSearch,
        kept: Duration,
    ) -> Result<AuditQuery, StoreError> {
        let name = search.login_name.trim();
        let party = match TypedName::parse(name) {
            Err(_) => None,
            Ok(typed) => {
                let connection = self.store.connection();
                let user = store::users::find_typed(connection, &typed).await?;
                Some(user.map_or_else(
                    || AuditParty::named(None, name),
                    |user| AuditParty::user(&user),
                ))
            }
        };
        // What is to be forgotten is not shown, also before it is.
        let oldest = self.clock.now().before(kept);
        Ok(AuditQuery {
            from: search.from.max(Some(oldest)),
            until: search.until,
            action: search.action,
            outcome: search.outcome,
            party,
            before: search.before,
        })
    }
}
