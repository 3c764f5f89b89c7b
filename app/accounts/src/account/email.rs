//! Changing one's own address: asking for a link to the new one, and confirming it with that.

use crate::audit::Action;
use model::bucket::EMAIL_CHANGES;
use model::email::Email;
use model::link::LinkError;
use model::lockout::Remaining;
use model::user::Status;

use super::OwnAccount;
use crate::audit::{Actor, describe_change};
use crate::client::Client;
use crate::current_user::CurrentUser;
use crate::links::{OpenLinkError, Purpose};
use crate::login::rate_limit;
use crate::mail::{Circumstances, Message};
use crate::secret::Token;
use crate::store::users::User;
use crate::store::{self, StoreError};

/// Why no mail was sent to a new address.
#[derive(Debug, thiserror::Error)]
pub enum AskForEmailError {
    /// One's own password is to be entered first (ASVS 5.0, 7.5.1).
    #[error("the own password is needed")]
    PasswordNeeded,
    /// It is the address that the account has.
    #[error("the account has this address")]
    Same,
    /// Too many were asked for.
    #[error("too many mails were asked for")]
    TooMany(Remaining),
    /// The account is gone or inactive.
    #[error("the account was changed meanwhile")]
    Outdated,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an address was not changed with a link.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmEmailError {
    /// The link is good for nothing.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A link that confirms an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEmail {
    /// Whose address it becomes.
    pub login_name: String,
    /// Which address.
    pub email: String,
    /// Tells the link from others, so that a page that was made for one is not sent with another. No
    /// secret.
    pub id: String,
}

impl From<OpenLinkError> for ConfirmEmailError {
    fn from(error: OpenLinkError) -> Self {
        match error {
            OpenLinkError::Link(error) => Self::Link(error),
            OpenLinkError::Store(error) => Self::Store(error),
        }
    }
}

impl OwnAccount {
    /// Sends a link to an address that somebody wants to have. Until it is used, theirs stays as it is.
    ///
    /// # Errors
    /// [`AskForEmailError`].
    pub async fn ask_for_email(
        &self,
        current_user: &CurrentUser,
        email: &Email,
        client: &Client,
    ) -> Result<(), AskForEmailError> {
        if !current_user.confirmed {
            return Err(AskForEmailError::PasswordNeeded);
        }
        let transaction = self.base.store.write().await?;
        let now = self.base.clock.now();
        let user = store::users::find(&transaction, current_user.user_id).await?;
        let active = user.filter(|user| user.status == Status::Active);
        let user = active.ok_or(AskForEmailError::Outdated)?;
        if user.email.as_deref() == Some(email.as_str()) {
            return Err(AskForEmailError::Same);
        }
        let from = format!("email of {}", user.id);
        rate_limit::count(&transaction, &from, EMAIL_CHANGES, now)
            .await?
            .map_err(AskForEmailError::TooMany)?;
        // Of several that were not sent, the last is meant.
        self.mailer
            .take_back_confirmations(&transaction, user.id)
            .await?;
        let message = Message::ConfirmEmail {
            asked: Circumstances::from_client(client, now),
        };
        self.mailer
            .enqueue(&transaction, Some(user.id), email.as_str(), &message)
            .await?;
        let event = Actor::current_user(current_user).did(Action::AskForEmail);
        self.base
            .audit
            .record(&transaction, [event.with(format!("e-mail: {email}"))])
            .await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }

    /// What a link that confirms an address is good for. It spends nothing, however often it is asked.
    ///
    /// # Errors
    /// [`ConfirmEmailError`].
    pub async fn open_email_link(&self, token: &Token) -> Result<NewEmail, ConfirmEmailError> {
        let (user, email) = self.open(token).await?;
        Ok(NewEmail {
            login_name: user.login_name,
            email: email.to_string(),
            id: token.hash().fingerprint(),
        })
    }

    async fn open(&self, token: &Token) -> Result<(User, Email), ConfirmEmailError> {
        let (link, user) = self.links.open(token, &[Purpose::Email]).await?;
        match link.email.as_deref().map(Email::parse) {
            Some(Ok(email)) => Ok((user, email)),
            _ => Err(LinkError::Outdated.into()),
        }
    }

    /// Makes an address that of the account whose link this is, for whoever is logged in to it; spends the
    /// link, and tells the address that the account had. Its other links end.
    ///
    /// # Errors
    /// [`ConfirmEmailError`].
    pub async fn confirm_email(
        &self,
        current_user: &CurrentUser,
        token: &Token,
        link_id: &str,
        client: &Client,
    ) -> Result<(), ConfirmEmailError> {
        if token.hash().fingerprint() != link_id {
            return Err(LinkError::Mixed.into());
        }
        let (user, email) = self.open(token).await?;
        let id = user.id;
        // Who mistypes their address has a stranger get the link: a mailbox alone is not enough.
        if id != current_user.user_id {
            return Err(LinkError::Mixed.into());
        }
        let transaction = self.base.store.write().await?;
        let now = self.base.clock.now();
        // The user first, then their links, as everywhere: else two would wait for each other.
        let user = store::users::find_for_update(&transaction, id).await?;
        let Some(user) = user.filter(|user| user.status == Status::Active) else {
            return Err(LinkError::Outdated.into());
        };
        if !self.links.spend(&transaction, token.hash()).await? {
            // Somebody was faster with the same link.
            return Err(LinkError::Used.into());
        }
        store::user_fields::set_email(&transaction, id, &email).await?;
        self.mailer.end_links(&transaction, id).await?;
        if let Some(old) = &user.email {
            let message = Message::EmailChanged {
                change: Circumstances::from_client(client, now),
            };
            self.mailer
                .enqueue(&transaction, Some(id), old, &message)
                .await?;
        }
        let before = user.email.as_deref().unwrap_or("none");
        let event = Actor::user(&user, client.origin()).did(Action::ChangeEmail);
        let details = describe_change("e-mail", before, email.as_str());
        self.base
            .audit
            .record(&transaction, [event.with(details)])
            .await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }
}
