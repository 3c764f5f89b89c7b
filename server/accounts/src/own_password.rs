//! One's own password, entered again by somebody who is logged in.

use model::audit::Action;
use model::finding::Findings;
use model::lockout::Remaining;
use model::login_name::TypedName;
use model::login_try::Outcome;
use model::password::Password;

use crate::Accounts;
use crate::audit::Actor;
use crate::lockout::{Place, Target};
use crate::login::{Client, LoginError, LoginTry, to_its_end};
use crate::secret::Token;
use crate::sessions::Visitor;
use crate::store::users::User;
use crate::store::{self, StoreError};

/// Why one's own password was not taken.
#[derive(Debug, thiserror::Error)]
pub enum OwnPasswordError {
    /// It is wrong.
    #[error("the password is wrong")]
    Wrong {
        /// How many more tries may fail until the login name is locked, when they are few.
        left: Option<u32>,
    },
    /// Too many tries have failed.
    #[error("the login name is locked")]
    Locked(Remaining),
    /// Too many tries from the same network have failed.
    #[error("too many failed tries from the same network")]
    TooManyTries(Remaining),
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
            LoginError::TooManyTries(remaining) => Self::TooManyTries(remaining),
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

/// A password that was right; its place is still to be given back.
pub(crate) struct Proven {
    pub(crate) user: User,
    pub(crate) target: Target,
    pub(crate) place: Place,
}

impl Accounts {
    /// Makes the visitor a confirmed one, for [`crate::sessions::CONFIRMED_FOR`]. A wrong password
    /// counts as a failed try to log in.
    ///
    /// # Errors
    /// [`OwnPasswordError`].
    pub async fn confirm(
        &self,
        visitor: &Visitor,
        own: OwnPassword,
    ) -> Result<(), OwnPasswordError> {
        let (accounts, visitor) = (self.clone(), visitor.clone());
        to_its_end(async move {
            let proven = accounts.prove(&visitor, &own).await?;
            let transaction = accounts.inner.store.write().await?;
            let now = accounts.inner.clock.now();
            accounts
                .succeeded(
                    &transaction,
                    &proven.target,
                    &proven.place,
                    Outcome::LoggedIn,
                )
                .await?;
            let event = Actor::visitor(&visitor).did(Action::ConfirmPassword);
            accounts.record(&transaction, [event]).await?;
            if !store::sessions::confirm(&transaction, own.session.hash(), now).await? {
                // It ended while the password was compared.
                drop(transaction);
                accounts.withdraw(&proven.target, proven.place).await?;
                return Err(OwnPasswordError::Outdated);
            }
            Ok(transaction.commit().await.map_err(StoreError::from)?)
        })
        .await
    }

    /// Compares one's own password, counted like a try to log in.
    pub(crate) async fn prove(
        &self,
        visitor: &Visitor,
        own: &OwnPassword,
    ) -> Result<Proven, OwnPasswordError> {
        let Ok(name) = TypedName::parse(&visitor.login_name) else {
            return Err(OwnPasswordError::Outdated);
        };
        let attempt = LoginTry {
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
            .filter(|user| user.id == visitor.user_id);
        let Some(user) = user else {
            self.withdraw(&target, place).await?;
            return Err(OwnPasswordError::Outdated);
        };
        let Ok(right) = self.compare(Some(&user), &own.password).await else {
            self.withdraw(&target, place).await?;
            return Err(OwnPasswordError::Busy);
        };
        if right.is_none() {
            let action = (Action::ConfirmPassword, own.client.origin());
            let told = self
                .failed(&target, place, Outcome::WrongPassword, action)
                .await?;
            return Err(told.into());
        }
        Ok(Proven {
            user,
            target,
            place,
        })
    }
}
