//! One's own password, entered again by somebody who is logged in.

use model::audit::Action;
use model::finding::Findings;
use model::lockout::Remaining;
use model::login_attempt::LoginOutcome;
use model::login_name::TypedName;
use model::password::Password;

use crate::Accounts;
use crate::audit::Actor;
use crate::login::{Client, LoginAttempt, LoginError};
use crate::secret::Token;
use crate::sessions::CurrentUser;
use crate::store::users::User;
use crate::store::{self, StoreError};

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

impl Accounts {
    /// Makes the current user a confirmed one, for [`crate::sessions::CONFIRMED_FOR`]. A wrong password
    /// counts as a failed attempt to log in.
    ///
    /// # Errors
    /// [`OwnPasswordError`].
    pub async fn confirm(
        &self,
        current_user: &CurrentUser,
        own: OwnPassword,
    ) -> Result<(), OwnPasswordError> {
        let current_user = current_user.clone();
        self.to_its_end(async move |accounts| {
            accounts.prove(&current_user, &own).await?;
            let connection = accounts.inner.store.connection();
            let now = accounts.inner.clock.now();
            match store::sessions::confirm(connection, own.session.hash(), now).await? {
                true => Ok(()),
                // It ended while the password was compared.
                false => Err(OwnPasswordError::Outdated),
            }
        })
        .await
    }

    /// Compares one's own password, counted like an attempt to log in; whose it is, as they were then. Its
    /// place is given back before anything else takes time.
    pub(crate) async fn prove(
        &self,
        current_user: &CurrentUser,
        own: &OwnPassword,
    ) -> Result<User, OwnPasswordError> {
        let Ok(name) = TypedName::parse(&current_user.login_name) else {
            return Err(OwnPasswordError::Outdated);
        };
        let attempt = LoginAttempt {
            name,
            password: own.password.clone(),
            keep: false,
            client: own.client.clone(),
            session: None,
            device: own.device.clone(),
            report_code: None,
            noticed: Findings::default(),
        };
        let target = self.target(&attempt).await?;
        let place = self.take_place(&target, &attempt).await?;
        let user = target
            .user
            .clone()
            .filter(|user| user.id == current_user.user_id);
        let Some(user) = user else {
            self.withdraw(&target, place).await?;
            return Err(OwnPasswordError::Outdated);
        };
        let Ok(right) = self
            .compare(Some(&user), &attempt.name, &own.password)
            .await
        else {
            self.withdraw(&target, place).await?;
            return Err(OwnPasswordError::Busy);
        };
        let event = Actor::current_user(current_user).did(Action::ConfirmPassword);
        if right.is_none() {
            let told = self
                .failed(&target, place, LoginOutcome::WrongPassword, event)
                .await?;
            return Err(told.into());
        }
        let transaction = self.inner.store.write().await?;
        self.succeeded(&transaction, &target, &place, LoginOutcome::LoggedIn)
            .await?;
        self.record(&transaction, [event]).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(user)
    }
}
