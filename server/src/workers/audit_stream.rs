//! Writes the entries of the audit log to the process' own log too, a line each, for whoever collects that: what the
//! database's owner deletes is there still.

use accounts::audit::{Followed, LoggedName};
use accounts::{Accounts, StoreError};
use std::time::Duration;

/// What a server that is killed does not write of them.
pub(super) const EVERY: Duration = Duration::from_secs(1);

pub(super) async fn step(accounts: &Accounts, followed: &mut Followed) -> Result<(), StoreError> {
    let name = |who: &Option<LoggedName>| who.as_ref().map(|who| who.name.clone());
    for entry in accounts.audit.follow(followed).await? {
        tracing::info!(
            target: "audit",
            id = entry.id,
            at = entry.at.rfc3339(),
            action = entry.action.as_str(),
            outcome = entry.outcome.as_str(),
            actor = name(&entry.actor),
            actor_id = entry.actor.and_then(|who| who.id),
            to = name(&entry.target),
            to_id = entry.target.and_then(|who| who.id),
            details = entry.details,
            client_address = entry.client_address,
            request_id = entry.request_id,
            "audit"
        );
    }
    Ok(())
}
