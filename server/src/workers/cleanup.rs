//! Keeps the tables from growing without bound.

use accounts::{Accounts, StoreError};
use std::time::Duration;

/// A flood of names that nobody has grows the tables by what is compared in this time.
pub(super) const EVERY: Duration = Duration::from_secs(60);

pub(super) async fn step(accounts: &Accounts) -> Result<(), StoreError> {
    let cleaned = accounts.cleanup.run().await?;
    tracing::debug!(?cleaned, "cleaned up");
    Ok(())
}
