//! The audit log: who did what, to whom, from where, and how it went.
//!
//! An entry is written in the transaction of what it records, so that neither is there without the
//! other. Which events there are: [`Action`] and `docs/audit-log.md`.

mod follow;
mod read;

use model::audit::{Action, AuditOutcome};
use model::canonical::canonical;
use model::timestamp::Timestamp;
use model::user::{Role, Status};
use std::net::IpAddr;

use crate::Accounts;
use crate::secret::RequestId;
use crate::sessions::{Admin, CurrentUser, printable};
use crate::store::audit_log::{self, AuditEntry, AuditParty};
use crate::store::users::User;
use crate::store::{self, StoreError};

pub use follow::Followed;
pub use read::{LogEntry, LogExport, LogExportError, LogPage, LogSearch, LoggedName};

/// Longest details that are kept, in code points.
const DETAILS_KEPT: usize = 2000;
/// What the log calls whoever has the server's own command line.
const COMMAND_LINE: &str = "(command line)";

/// From where something was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The network address.
    pub address: Option<IpAddr>,
    /// The request, which the process' own log tells more of.
    pub request: Option<RequestId>,
}

/// Who does something.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    who: AuditParty,
    origin: Origin,
}

impl Actor {
    /// Somebody who is not known, or not yet.
    pub(crate) fn nobody(origin: Origin) -> Self {
        Self {
            who: AuditParty::default(),
            origin,
        }
    }

    /// A user.
    pub(crate) fn user(user: &User, origin: Origin) -> Self {
        Self {
            who: AuditParty::user(user),
            origin,
        }
    }

    /// Whoever is logged in.
    pub(crate) fn current_user(current_user: &CurrentUser) -> Self {
        Self {
            who: AuditParty::named(Some(current_user.user_id), &current_user.login_name),
            origin: current_user.origin,
        }
    }

    /// Whoever has the server's own command line.
    pub(crate) fn command_line() -> Self {
        let who = AuditParty {
            id: None,
            name: COMMAND_LINE.to_owned(),
            key: COMMAND_LINE.to_owned(),
        };
        Self {
            who,
            origin: Origin::default(),
        }
    }

    /// What they did, to nobody in particular.
    pub(crate) fn did(&self, action: Action) -> AuditEvent {
        AuditEvent {
            actor: self.clone(),
            action,
            outcome: AuditOutcome::Done,
            target: AuditParty::default(),
            details: String::new(),
        }
    }

    /// What they did to somebody.
    pub(crate) fn did_to(&self, action: Action, target: &User) -> AuditEvent {
        AuditEvent {
            target: AuditParty::user(target),
            ..self.did(action)
        }
    }
}

impl AuditParty {
    pub(crate) fn user(user: &User) -> Self {
        Self::named(Some(user.id), &user.login_name)
    }

    pub(crate) fn named(id: Option<i64>, name: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            key: canonical(name),
        }
    }
}

/// Something to be written down.
#[derive(Clone, Debug)]
pub(crate) struct AuditEvent {
    actor: Actor,
    action: Action,
    outcome: AuditOutcome,
    target: AuditParty,
    details: String,
}

impl AuditEvent {
    /// What else is to be known of it. Never a secret, nor what somebody typed who may have typed one.
    pub(crate) fn with(self, details: impl Into<String>) -> Self {
        Self {
            details: details.into(),
            ..self
        }
    }

    /// It was done to somebody.
    pub(crate) fn to(self, target: AuditParty) -> Self {
        Self { target, ..self }
    }

    /// From where it was done.
    pub(crate) const fn origin(&self) -> Origin {
        self.actor.origin
    }

    /// It was refused.
    pub(crate) fn failed(self) -> Self {
        Self {
            outcome: AuditOutcome::Failed,
            ..self
        }
    }

    fn entry(self, at: Timestamp) -> AuditEntry {
        let origin = self.actor.origin;
        AuditEntry {
            id: 0,
            at,
            action: self.action,
            outcome: self.outcome,
            actor: self.actor.who,
            target: self.target,
            details: printable(&self.details, DETAILS_KEPT),
            client_address: origin
                .address
                .map(|address| address.to_string())
                .unwrap_or_default(),
            request_id: origin
                .request
                .map(|request| request.to_string())
                .unwrap_or_default(),
        }
    }
}

impl Accounts {
    /// Writes down what happened, in the transaction in which it does.
    pub(crate) async fn record(
        &self,
        transaction: &impl store::Connection,
        events: impl IntoIterator<Item = AuditEvent>,
    ) -> Result<(), StoreError> {
        let now = self.inner.clock.now();
        let entries = events.into_iter().map(|event| event.entry(now)).collect();
        audit_log::insert(transaction, entries).await
    }

    /// Who asks, if they still are an active administrator. A request that is long under way may have
    /// begun when they were one.
    pub(crate) async fn administrator(
        &self,
        connection: &impl store::Connection,
        proof: Admin,
    ) -> Result<Option<Actor>, StoreError> {
        let user = store::users::find(connection, proof.user_id()).await?;
        let in_charge =
            |user: &User| user.role == Role::Administrator && user.status == Status::Active;
        Ok(user
            .filter(in_charge)
            .map(|user| Actor::user(&user, proof.origin())))
    }
}
