//! Changing one's own password, with the current one.

use model::finding::Findings;
use model::lockout::Remaining;
use model::login_name::TypedName;
use model::login_try::Outcome;
use model::password::{Password, PolicyError};

use crate::Accounts;
use crate::login::{Client, LoginError, LoginTry, to_its_end};
use crate::new_password::{PrepareError, Replacement, Sessions};
use crate::secret::Token;
use crate::sessions::Visitor;
use crate::store::StoreError;

/// Why somebody who is logged in did not change their password.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// The current password is wrong.
    #[error("the current password is wrong")]
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
    /// The new password may not be chosen.
    #[error(transparent)]
    Policy(#[from] PolicyError),
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

/// A wish to change one's own password.
#[derive(Clone, Debug)]
pub struct ChangePassword {
    /// The one until now.
    pub current: Password,
    /// The one from now on.
    pub new: Password,
    /// Whether all other sessions end.
    pub end_others: bool,
    /// The session that stays.
    pub session: Token,
    /// What this browser got when somebody logged in from it before.
    pub device: Option<Token>,
    /// Where the wish comes from.
    pub client: Client,
}

impl From<PrepareError> for ChangePasswordError {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::Policy(error) => Self::Policy(error),
            PrepareError::Busy => Self::Busy,
        }
    }
}

impl Accounts {
    /// Changes the password of somebody who is logged in and knows the current one (ASVS 5.0,
    /// 6.2.3). A wrong one counts as a failed try to log in.
    ///
    /// # Errors
    /// [`ChangePasswordError`].
    pub async fn change_password(
        &self,
        visitor: Visitor,
        change: ChangePassword,
    ) -> Result<(), ChangePasswordError> {
        let accounts = self.clone();
        to_its_end(async move { accounts.try_to_change(&visitor, &change).await }).await
    }

    async fn try_to_change(
        &self,
        visitor: &Visitor,
        change: &ChangePassword,
    ) -> Result<(), ChangePasswordError> {
        let Ok(name) = TypedName::parse(&visitor.login_name) else {
            return Err(ChangePasswordError::Outdated);
        };
        let attempt = LoginTry {
            name,
            password: change.current.clone(),
            keep: false,
            client: change.client.clone(),
            session: None,
            device: change.device.clone(),
            report_code: None,
            noticed: Findings::default(),
        };
        let target = self.target(&attempt).await?;
        let place = self.take_place(&target, &attempt).await.map_err(refused)?;
        let user = target
            .user
            .clone()
            .filter(|user| user.id == visitor.user_id);
        let Some(user) = user else {
            self.withdraw(&target, place).await?;
            return Err(ChangePasswordError::Outdated);
        };
        let Ok(right) = self.compare(Some(&user), &change.current).await else {
            self.withdraw(&target, place).await?;
            return Err(ChangePasswordError::Busy);
        };
        if right.is_none() {
            let told = self.failed(&target, place, Outcome::WrongPassword).await?;
            return Err(refused(told));
        }
        let prepared = self.prepare(&user, &change.new).await;
        let transaction = self.inner.store.write().await?;
        let now = self.inner.clock.now();
        self.succeeded(&transaction, &target, &place).await?;
        let hash = match prepared {
            Ok(hash) => hash,
            Err(error) => {
                // The current password was right all the same.
                transaction.commit().await.map_err(StoreError::from)?;
                return Err(error.into());
            }
        };
        let replacement = Replacement {
            hash: &hash,
            must_change: false,
            sessions: match change.end_others {
                true => Sessions::EndOthers(change.session.hash()),
                false => Sessions::KeepAll,
            },
            circumstances: change.client.circumstances(now),
        };
        if !self.put(&transaction, &user, replacement, now).await? {
            drop(transaction);
            self.withdraw(&target, place).await?;
            return Err(ChangePasswordError::Outdated);
        }
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }
}

fn refused(error: LoginError) -> ChangePasswordError {
    match error {
        LoginError::Refused { left } => ChangePasswordError::Wrong { left },
        LoginError::Locked(remaining) => ChangePasswordError::Locked(remaining),
        LoginError::TooManyTries(remaining) => ChangePasswordError::TooManyTries(remaining),
        LoginError::Busy => ChangePasswordError::Busy,
        LoginError::Store(error) => ChangePasswordError::Store(error),
    }
}
