//! The audit log: who did what, to whom, from where, and how it went.
//!
//! An entry is written in the transaction of what it records, so that neither is there without the
//! other. Which events there are: [`Action`] and `docs/audit-log.md`.

mod event;
mod export;
mod follow;
mod read;
mod strangers;

use model::timestamp::{Duration, Timestamp};
use std::sync::Arc;

use crate::client::Origin;
use crate::clock::Clock;
use crate::store::audit_log;
use crate::store::{self, Store, StoreError};
use strangers::Strangers;

pub use crate::store::audit_action::{Action, AuditOutcome};
pub(crate) use crate::store::audit_log::AuditParty;
pub(crate) use event::{Actor, AuditEvent, describe_change};
pub use export::{LogExport, LogExportError};
pub use follow::Followed;
pub use read::{LogEntry, LogPage, LogSearch, LoggedName};

/// The audit log.
#[derive(Clone)]
pub struct AuditLog {
    store: Store,
    clock: Clock,
    strangers: Arc<Strangers>,
}

impl AuditLog {
    pub(crate) fn new(store: Store, clock: Clock) -> Self {
        Self {
            store,
            clock,
            strangers: Arc::default(),
        }
    }

    /// Writes down what happened, in the transaction in which it does.
    pub(crate) async fn record(
        &self,
        transaction: &impl store::Connection,
        events: impl IntoIterator<Item = AuditEvent>,
    ) -> Result<(), StoreError> {
        let now = self.clock.now();
        let entries = events.into_iter().map(|event| event.entry(now)).collect();
        audit_log::insert(transaction, entries).await
    }

    /// Whether an entry is written about what a stranger did. Of those there is no end: the first few of each
    /// network are written down, the others counted.
    pub(crate) fn admits_stranger(&self, action: Action, origin: Origin) -> bool {
        self.strangers.admits(action, origin, self.clock.now())
    }

    /// Writes down how many strangers were only counted.
    pub(crate) async fn sum_up_strangers(&self) -> Result<(), StoreError> {
        let events = self.strangers.sum_up();
        self.record(self.store.connection(), events).await
    }

    /// Forgets entries that are older than they are `kept`, and all but the newest `strangers` of what is about
    /// nobody; how many. Where this role may not delete any, their owner does.
    pub(crate) async fn clean_up(
        &self,
        now: Timestamp,
        kept: Duration,
        strangers: u64,
    ) -> Result<u64, StoreError> {
        let connection = self.store.connection();
        if !audit_log::may_delete(connection).await? {
            return Ok(0);
        }
        let old = audit_log::delete_old(connection, now.before(kept)).await?;
        Ok(old + audit_log::keep_strangers(connection, strangers).await?)
    }
}
