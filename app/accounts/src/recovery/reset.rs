//! A new password by mail: asking for the mail.
//!
//! Whether an address is known is found out when the mail is sent, so that asking takes the same
//! steps for any.

use crate::audit::Action;
use model::bucket::{RESETS_FROM_NETWORK, RESETS_TO_ADDRESS};
use model::email::Email;
use model::lockout::Remaining;
use sha2::{Digest, Sha256};

use super::Recovery;
use crate::audit::Actor;
use crate::client::Client;
use crate::login::rate_limit;
use crate::mail::{Circumstances, Message};
use crate::store::StoreError;

/// Why no mail was put among those that wait.
#[derive(Debug, thiserror::Error)]
pub enum AskForResetError {
    /// Too many were asked for, for that address or from that network.
    #[error("too many mails were asked for")]
    TooMany(Remaining),
    /// Administrators do not let users reset their passwords by themselves.
    #[error("users do not reset their passwords by themselves")]
    SwitchedOff,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Recovery {
    /// Asks for a mail with a link. A newer one takes the place of one that still waits.
    ///
    /// # Errors
    /// [`AskForResetError`]; the same whether anybody has that address or not.
    pub async fn ask_for_reset(
        &self,
        email: &Email,
        client: &Client,
    ) -> Result<(), AskForResetError> {
        if !self.base.settings.in_force().await?.allows_reset() {
            return Err(AskForResetError::SwitchedOff);
        }
        let key = email.key();
        let transaction = self.base.store.write().await?;
        let now = self.base.clock.now();
        let (from, limit) = (client.address, RESETS_FROM_NETWORK);
        rate_limit::count_networks(&transaction, "reset", from, limit, now)
            .await?
            .map_err(AskForResetError::TooMany)?;
        // A hash, because people type other people's addresses, and worse.
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(&key)[..16]);
        let to = format!("reset to {hash}");
        rate_limit::count(&transaction, &to, RESETS_TO_ADDRESS, now)
            .await?
            .map_err(AskForResetError::TooMany)?;
        self.mailer.take_back_resets(&transaction, &key).await?;
        let message = Message::Reset {
            asked: Circumstances::from_client(client, now),
        };
        self.mailer
            .enqueue(&transaction, None, &key, &message)
            .await?;
        // Anybody can ask for any address.
        let (action, origin) = (Action::AskForReset, client.origin());
        let admitted = self.base.audit.admits_stranger(action, origin);
        let event = admitted.then(|| Actor::nobody(origin).did(action));
        self.base.audit.record(&transaction, event).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }
}
