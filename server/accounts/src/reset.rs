//! A new password by mail: asking for the mail.
//!
//! Whether an address is known is found out when the mail is sent, so that asking takes the same
//! steps for any.

use model::bucket::{BucketSize, RESETS_FROM_NETWORK, RESETS_TO_ADDRESS};
use model::email::Email;
use model::lockout::Remaining;
use model::timestamp::Timestamp;
use sha2::{Digest, Sha256};

use crate::Accounts;
use crate::lockout::network;
use crate::login::Client;
use crate::mail::{Message, RESET};
use crate::store::{self, StoreError};

/// Why no mail was put among those that wait.
#[derive(Debug, thiserror::Error)]
pub enum AskForResetError {
    /// Too many were asked for, for that address or from that network.
    #[error("too many mails were asked for")]
    TooMany(Remaining),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Accounts {
    /// Asks for a mail with a link. A newer one takes the place of one that still waits.
    ///
    /// # Errors
    /// [`AskForResetError`]; the same whether anybody has that address or not.
    pub async fn ask_for_reset(
        &self,
        email: &Email,
        client: &Client,
    ) -> Result<(), AskForResetError> {
        let key = email.key();
        let transaction = self.inner.store.write().await?;
        let now = self.inner.clock.now();
        let from = format!("reset from {}", network(client.address));
        fill(&transaction, &from, RESETS_FROM_NETWORK, now).await?;
        // A hash, because people type other people's addresses, and worse.
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(&key)[..16]);
        fill(
            &transaction,
            &format!("reset to {hash}"),
            RESETS_TO_ADDRESS,
            now,
        )
        .await?;
        store::mails::delete_waiting(&transaction, RESET, &key).await?;
        let message = Message::Reset {
            asked: client.circumstances(now),
        };
        self.queue_mail(&transaction, None, &key, &message, now)
            .await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }
}

async fn fill(
    transaction: &impl store::Connection,
    name: &str,
    size: BucketSize,
    now: Timestamp,
) -> Result<(), AskForResetError> {
    let bucket = store::buckets::hold(transaction, name).await?;
    let filled = bucket
        .fill(size, now)
        .map_err(|end| AskForResetError::TooMany(Remaining::Until(end, end.since(now))))?;
    Ok(store::buckets::save(transaction, name, filled).await?)
}
