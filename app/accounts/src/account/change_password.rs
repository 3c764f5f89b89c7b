//! Changing one's own password, with the current one.

use crate::audit::Action;
use model::lockout::Remaining;
use model::password::Password;

use super::OwnAccount;
use crate::audit::Actor;
use crate::current_user::CurrentUser;
use crate::login::{OwnPassword, OwnPasswordError};
use crate::mail::Circumstances;
use crate::recovery::{NewPasswordError, Replacement, SessionsLeft};
use crate::secret::Token;
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
    /// The new password was not taken.
    #[error(transparent)]
    New(#[from] NewPasswordError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
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

impl OwnAccount {
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
        let account = self.clone();
        let operation = async move { account.try_to_change(&current_user, &change).await };
        self.tasks.run_to_completion(operation).await
    }

    async fn try_to_change(
        &self,
        current_user: &CurrentUser,
        change: &ChangePassword,
    ) -> Result<(), ChangePasswordError> {
        if !self
            .base
            .settings
            .in_force()
            .await?
            .allows_change(current_user.role)
        {
            return Err(ChangePasswordError::SwitchedOff);
        }
        // First, as comparing costs more, and is written down.
        self.new_passwords
            .count_choice(&format!("password of {}", current_user.user_id))
            .await?
            .map_err(ChangePasswordError::TooMany)?;
        let user = self
            .own_password
            .verify_and_count(current_user, &change.current)
            .await?;
        let hash = self
            .new_passwords
            .validate_and_hash_next(&user, &change.new)
            .await?;
        let transaction = self.base.store.write().await?;
        let client = &change.current.client;
        let replacement = Replacement {
            hash: &hash,
            must_change: false,
            sessions: match change.end_others {
                true => SessionsLeft::One(current_user.session_id),
                false => SessionsLeft::All,
            },
            browser: change.current.device.as_ref().map(Token::hash),
            circumstances: Circumstances::from_client(client, self.base.clock.now()),
            event: Actor::current_user(current_user).did(Action::ChangePassword),
        };
        if !self
            .new_passwords
            .replace_password(&transaction, &user, replacement)
            .await?
        {
            return Err(OwnPasswordError::Outdated.into());
        }
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }
}
