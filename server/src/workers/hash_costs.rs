//! Keeps what comparing costs for names that nobody has at what it costs for accounts.

use accounts::{Accounts, StoreError};
use std::time::Duration;

/// After the cost was changed, the hash of an account changes when somebody logs in to it: this server knows it at
/// once, and of other servers by then.
pub(super) const EVERY: Duration = Duration::from_secs(60);

pub(super) async fn step(accounts: &Accounts) -> Result<(), StoreError> {
    accounts.hash_costs.refresh().await
}
