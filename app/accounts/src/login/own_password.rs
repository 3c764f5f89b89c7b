//! One's own password, entered again by somebody who is logged in.

use crate::audit::Action;
use model::finding::Findings;
use model::lockout::Remaining;
use model::login_attempt::LoginOutcome;
use model::login_name::TypedName;
use model::password::Password;

use super::attempts::{AttemptContext, LoginError};
use super::hasher::Hasher;
use super::lockout::Lockout;
use super::sessions::Sessions;
use super::verify::verify_password;
use crate::audit::Actor;
use crate::base::Base;
use crate::client::Client;
use crate::current_user::CurrentUser;
use crate::secret::Token;
use crate::store::StoreError;
use crate::store::users::User;
use crate::tasks::Tasks;

/// Why one's own password was not taken.
#[derive(Debug, thiserror::Error)]
pub enum OwnPasswordError {
    /// It is wrong.
    #[error("the password is wrong")]
    Wrong {
        /// How many more attempts may fail until the login name is locked, when they are few.
        left: Option<u32>,
    },
    /// Too many attempts have failed.
    #[error("the login name is locked")]
    Locked(Remaining),
    /// Too many attempts from the same network have failed.
    #[error("too many failed attempts from the same network")]
    TooManyAttempts(Remaining),
    /// Too many passwords are being hashed.
    #[error("too many passwords are being checked")]
    Busy,
    /// The account was changed meanwhile, or is gone.
    #[error("the account was changed meanwhile")]
    Outdated,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<LoginError> for OwnPasswordError {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::Refused { left } => Self::Wrong { left },
            LoginError::Locked(remaining) => Self::Locked(remaining),
            LoginError::TooManyAttempts(remaining) => Self::TooManyAttempts(remaining),
            LoginError::Busy => Self::Busy,
            LoginError::Store(error) => Self::Store(error),
        }
    }
}

/// The password, and where it was entered.
#[derive(Clone, Debug)]
pub struct OwnPassword {
    /// What was typed.
    pub password: Password,
    /// In which session.
    pub session: Token,
    /// What this browser got when somebody logged in from it before.
    pub device: Option<Token>,
    /// From where.
    pub client: Client,
}

/// Checks the own password of somebody who is logged in.
#[derive(Clone)]
pub struct OwnPasswordCheck {
    pub(crate) base: Base,
    pub(crate) lockout: Lockout,
    pub(crate) sessions: Sessions,
    pub(crate) hasher: Hasher,
    pub(crate) tasks: Tasks,
}

impl OwnPasswordCheck {
    /// Makes the current user a confirmed one, for [`crate::current_user::CONFIRMED_FOR`]. A wrong password
    /// counts as a failed attempt to log in.
    ///
    /// # Errors
    /// [`OwnPasswordError`].
    pub async fn confirm(
        &self,
        current_user: &mut CurrentUser,
        own: OwnPassword,
    ) -> Result<(), OwnPasswordError> {
        let (check, who) = (self.clone(), current_user.clone());
        let operation = async move {
            check.verify_and_count(&who, &own).await?;
            match check.sessions.confirm(own.session.hash()).await? {
                true => Ok(()),
                // It ended while the password was compared.
                false => Err(OwnPasswordError::Outdated),
            }
        };
        self.tasks.run_to_completion(operation).await?;
        current_user.confirmed = true;
        Ok(())
    }

    /// Compares the current user's own password, counted like an attempt to log in. Gives the account as it was when the
    /// password was compared; the attempt's slot is released by then.
    pub(crate) async fn verify_and_count(
        &self,
        current_user: &CurrentUser,
        own: &OwnPassword,
    ) -> Result<User, OwnPasswordError> {
        let Ok(name) = TypedName::parse(&current_user.login_name) else {
            return Err(OwnPasswordError::Outdated);
        };
        let context = AttemptContext {
            name: &name,
            client: &own.client,
            device: own.device.as_ref(),
            report_code: None,
            noticed: &Findings::default(),
        };
        let target = self.lockout.resolve_target(context).await?;
        let slot = self.lockout.acquire_slot(&target, context).await?;
        let user = target
            .user
            .clone()
            .filter(|user| user.id == current_user.user_id);
        let Some(user) = user else {
            self.lockout.withdraw(&target, slot).await?;
            return Err(OwnPasswordError::Outdated);
        };
        let verified = verify_password(&self.hasher, Some(&user), &name, &own.password).await;
        let Ok(verified) = verified else {
            self.lockout.withdraw(&target, slot).await?;
            return Err(OwnPasswordError::Busy);
        };
        let event = Actor::current_user(current_user).did(Action::ConfirmPassword);
        if verified.is_none() {
            let outcome = LoginOutcome::WrongPassword;
            let error = self
                .lockout
                .end_failed(&target, slot, outcome, event)
                .await?;
            return Err(error.into());
        }
        let transaction = self.base.store.write().await?;
        self.lockout
            .end_succeeded(&transaction, &target, &slot, LoginOutcome::LoggedIn)
            .await?;
        self.base.audit.record(&transaction, [event]).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(user)
    }
}
