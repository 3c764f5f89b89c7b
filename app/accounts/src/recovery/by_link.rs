//! Choosing a new password with a link.

use crate::audit::Action;
use model::link::LinkError;
use model::lockout::Remaining;
use model::password::Password;
use model::user::Role;

use super::Recovery;
use super::new_password::{NewPasswordError, Replacement, SessionsLeft};
use crate::audit::Actor;
use crate::client::Client;
use crate::links::{OpenLinkError, Purpose};
use crate::mail::Circumstances;
use crate::secret::Token;
use crate::store::{self, StoreError};

/// What links are for with which a password is chosen. One that confirms an address is none.
const PASSWORD_LINKS: &[Purpose] = &[Purpose::Reset, Purpose::ByAdministrator, Purpose::Change];

/// A link that is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedLink {
    /// Whose password it changes.
    pub login_name: String,
    /// Tells it from others, so that a page that was made for one is not sent with another. No
    /// secret.
    pub id: String,
    /// They logged in, and must not keep their password.
    pub must_change: bool,
    /// What they may do.
    pub role: Role,
}

/// Why a password was not changed with a link.
#[derive(Debug, thiserror::Error)]
pub enum SavePasswordError {
    /// The link is good for nothing.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// Too many passwords were tried with the link.
    #[error("too many passwords were tried with the link")]
    TooMany(Remaining),
    /// The password was not taken.
    #[error(transparent)]
    Password(#[from] NewPasswordError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<OpenLinkError> for SavePasswordError {
    fn from(error: OpenLinkError) -> Self {
        match error {
            OpenLinkError::Link(error) => Self::Link(error),
            OpenLinkError::Store(error) => Self::Store(error),
        }
    }
}

impl Recovery {
    /// What a link is good for. It spends nothing, however often it is asked.
    ///
    /// # Errors
    /// [`SavePasswordError::Link`], or if the database fails.
    pub async fn open_link(&self, token: &Token) -> Result<OpenedLink, SavePasswordError> {
        let (link, user) = self.links.open(token, PASSWORD_LINKS).await?;
        Ok(OpenedLink {
            login_name: user.login_name,
            id: token.hash().fingerprint(),
            must_change: link.purpose == Purpose::Change,
            role: user.role,
        })
    }

    /// Changes the password of the account that a link was made for, and spends the link. All
    /// sessions of the account end, its other links too, and its lock; no browser is known any more
    /// but `device`, in which it was done.
    ///
    /// # Errors
    /// [`SavePasswordError`].
    pub async fn save_password(
        &self,
        token: &Token,
        link_id: &str,
        password: &Password,
        device: Option<&Token>,
        client: &Client,
    ) -> Result<(), SavePasswordError> {
        if token.hash().fingerprint() != link_id {
            return Err(LinkError::Mixed.into());
        }
        let (_, user) = self.links.open(token, PASSWORD_LINKS).await?;
        self.new_passwords
            .count_choice(&format!("password with {link_id}"))
            .await?
            .map_err(SavePasswordError::TooMany)?;
        let hash = self
            .new_passwords
            .validate_and_hash_next(&user, password)
            .await?;
        let transaction = self.base.store.write().await?;
        let now = self.base.clock.now();
        // The user first, then their links, as everywhere: else two would wait for each other.
        store::users::find_for_update(&transaction, user.id).await?;
        if !self.links.spend(&transaction, token.hash()).await? {
            // Somebody was faster with the same link.
            drop(transaction);
            return Err(match self.links.open(token, PASSWORD_LINKS).await {
                Ok(_) => LinkError::Outdated.into(),
                Err(error) => error.into(),
            });
        }
        let replacement = Replacement {
            hash: &hash,
            must_change: false,
            sessions: SessionsLeft::None,
            browser: device.map(Token::hash),
            circumstances: Circumstances::from_client(client, now),
            event: Actor::user(&user, client.origin()).did(Action::ChoosePassword),
        };
        if !self
            .new_passwords
            .replace_password(&transaction, &user, replacement)
            .await?
        {
            return Err(LinkError::Outdated.into());
        }
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }
}
