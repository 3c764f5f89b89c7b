//! What is written down: who did what, to whom, from where, and how it went.

use crate::store::audit_action::{Action, AuditOutcome};
use model::timestamp::Timestamp;
use model::user::{Role, Status};

use crate::client::{Origin, printable};
use crate::current_user::{Admin, CurrentUser};
use crate::store::audit_log::{AuditEntry, AuditParty};
use crate::store::users::User;
use crate::store::{self, StoreError};

/// Longest details that are kept, in code points.
const DETAILS_KEPT: usize = 2000;
/// What the log calls whoever has the server's own command line.
const COMMAND_LINE: &str = "(command line)";

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

    /// Whoever asks as an administrator, if they still are an active one: a request that is long under way may
    /// have begun when they were.
    pub(crate) async fn administrator(
        connection: &impl store::Connection,
        proof: Admin,
    ) -> Result<Option<Self>, StoreError> {
        let user = store::users::find(connection, proof.user_id()).await?;
        let in_charge =
            |user: &User| user.role == Role::Administrator && user.status == Status::Active;
        Ok(user
            .filter(in_charge)
            .map(|user| Self::user(&user, proof.origin())))
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
            outcome: AuditOutcome::Succeeded,
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

    pub(super) fn entry(self, at: Timestamp) -> AuditEntry {
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

/// How the log writes what was changed.
pub(crate) fn describe_change(what: &str, before: &str, after: &str) -> String {
    format!("{what}: {before} → {after}")
}
