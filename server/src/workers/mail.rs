//! Sends the mails that wait.

use accounts::{Accounts, StoreError};
use std::time::Duration;
use tokio::sync::watch;

/// How long a mail waits where there is nothing else to send. A person looks at their mailbox.
pub(super) const EVERY: Duration = Duration::from_millis(500);
/// How many mails a server sends at a time, so that one which hangs does not stop the others.
pub(super) const SENDERS: u32 = 4;

pub(super) async fn step(
    accounts: &Accounts,
    stopped: &watch::Receiver<bool>,
) -> Result<(), StoreError> {
    while !*stopped.borrow() && accounts.mailer.send_next().await? {}
    Ok(())
}
