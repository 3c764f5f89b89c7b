//! Changing one's own password, with the current one.

use model::audit::Action;
use model::lockout::Remaining;
use model::password::{Password, PolicyError};

use crate::Accounts;
use crate::audit::Actor;
use crate::new_password::{PrepareError, Replacement, Sessions};
use crate::own_password::{OwnPassword, OwnPasswordError};
use crate::secret::Token;
use crate::sessions::CurrentUser;
use crate::store::StoreError;

/// Why somebody who is logged in did not change their password.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// The current password was not taken.
    #[error(transparent)]
    Current(#[from] OwnPasswordError),
    /// Too many passwords were tried.
    #[error("too many passwords were tried")]
    TooMany(Remaining),
    /// Administrators do not let users change their passwords.
    #[error("users do not change their passwords by themselves")]
    SwitchedOff,
    /// The new password may not be chosen.
    #[error(transparent)]
    Policy(#[from] PolicyError),
}

/// A wish to change one's own password.
#[derive(Clone, Debug)]
pub struct ChangePassword {
    /// The one until now, and the session that stays.
    pub current: OwnPassword,
    /// The one from now on.
    pub new: Password,
    /// Whether all other sessions end.
    pub end_others: bool,
}

impl From<StoreError> for ChangePasswordError {
    fn from(error: StoreError) -> Self {
        Self::Current(error.into())
    }
}

impl From<PrepareError> for ChangePasswordError {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::Policy(error) => Self::Policy(error),
            PrepareError::Busy => Self::Current(OwnPasswordError::Busy),
            PrepareError::Store(error) => error.into(),
        }
    }
}

impl Accounts {
    /// Changes the password of somebody who is logged in and knows the current one (ASVS 5.0,
    /// 6.2.3). A wrong one counts as a failed attempt to log in.
    ///
    /// # Errors
    /// [`ChangePasswordError`].
    pub async fn change_password(
        &self,
        current_user: CurrentUser,
        change: ChangePassword,
    ) -> Result<(), ChangePasswordError> {
        self.to_its_end(async move |accounts| {
            accounts.attempt_to_change(&current_user, &change).await
        })
        .await
    }

    async fn attempt_to_change(
        &self,
        current_user: &CurrentUser,
        change: &ChangePassword,
    ) -> Result<(), ChangePasswordError> {
        if !self.settings().await?.allows_change(current_user.role) {
            return Err(ChangePasswordError::SwitchedOff);
        }
        // First, as comparing costs more, and is written down.
        self.count_choice(&format!("password of {}", current_user.user_id))
            .await?
            .map_err(ChangePasswordError::TooMany)?;
        let user = self.prove(current_user, &change.current).await?;
        let hash = self.prepare(&user, &change.new).await?;
        let transaction = self.inner.store.write().await?;
        let now = self.inner.clock.now();
        let replacement = Replacement {
            hash: &hash,
            must_change: false,
            sessions: match change.end_others {
                true => Sessions::EndOthers(current_user.session_id),
                false => Sessions::KeepAll,
            },
            browser: change.current.device.as_ref().map(Token::hash),
            circumstances: change.current.client.circumstances(now),
            event: Actor::current_user(current_user).did(Action::ChangePassword),
        };
        if !self.put(&transaction, &user, replacement, now).await? {
            return Err(OwnPasswordError::Outdated.into());
        }
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }
}
