//! Writes the mails that tell owners of locks.

use accounts::{Accounts, StoreError};
use std::time::Duration;

/// How late an owner is told.
pub(super) const EVERY: Duration = Duration::from_secs(1);

pub(super) async fn step(accounts: &Accounts) -> Result<(), StoreError> {
    accounts.lock_notices.enqueue_due().await
}
