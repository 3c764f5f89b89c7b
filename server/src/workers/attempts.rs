//! Writes down the attempts that were turned away.

use accounts::{Accounts, StoreError};
use std::time::Duration;

/// What a server that is killed forgets of them.
pub(super) const EVERY: Duration = Duration::from_secs(1);

pub(super) async fn step(accounts: &Accounts) -> Result<(), StoreError> {
    accounts.attempts.flush_rejected().await
}
