//! Choosing a new password: with a link, or, for somebody who is logged in, with the current one.

use model::finding::Findings;
use model::link::LinkError;
use model::lockout::Remaining;
use model::login_name::{LoginName, TypedName};
use model::login_try::Outcome;
use model::password::{Password, PolicyError};
use model::timestamp::Timestamp;
use model::user::Status;

use crate::Accounts;
use crate::hasher::HashError;
use crate::login::{Client, LoginError, LoginTry, to_its_end};
use crate::mail::{Circumstances, Message};
use crate::secret::{Token, TokenHash};
use crate::sessions::Visitor;
use crate::store::links::{Link, Purpose};
use crate::store::users::User;
use crate::store::{self, StoreError};

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
}

/// Why a password was not changed with a link.
#[derive(Debug, thiserror::Error)]
pub enum SavePasswordError {
    /// The link is good for nothing.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The password may not be chosen.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// Too many passwords are being hashed.
    #[error("too many passwords are being checked")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

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

/// Why the password of a login name was not set.
#[derive(Debug, thiserror::Error)]
pub enum SetPasswordError {
    /// Nobody has that login name.
    #[error("nobody has that login name")]
    NoSuchName,
    /// The account is inactive.
    #[error("the account is inactive")]
    Inactive,
    /// The password may not be chosen.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// Too many passwords are being hashed, or the account was changed meanwhile.
    #[error("the server is busy; try again")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is put in the place of a password.
struct Replacement<'a> {
    hash: &'a str,
    must_change: bool,
    sessions: Sessions,
    circumstances: Circumstances,
}

/// Which sessions a new password leaves.
enum Sessions {
    /// None.
    EndAll,
    /// That of a token.
    EndOthers(TokenHash),
    KeepAll,
}

/// Why a hash could not be made.
enum PrepareError {
    Policy(PolicyError),
    Busy,
}

impl From<PrepareError> for SavePasswordError {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::Policy(error) => Self::Policy(error),
            PrepareError::Busy => Self::Busy,
        }
    }
}

impl From<PrepareError> for SetPasswordError {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::Policy(error) => Self::Policy(error),
            PrepareError::Busy => Self::Busy,
        }
    }
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
    /// What a link is good for. It spends nothing, however often it is asked.
    ///
    /// # Errors
    /// [`SavePasswordError::Link`], or if the database fails.
    pub async fn open_link(&self, token: &Token) -> Result<OpenedLink, SavePasswordError> {
        let (link, user) = self.good_link(token).await?;
        Ok(OpenedLink {
            login_name: user.login_name,
            id: token.hash().fingerprint(),
            must_change: link.purpose == Purpose::Change,
        })
    }

    async fn good_link(&self, token: &Token) -> Result<(Link, User), SavePasswordError> {
        let connection = self.inner.store.connection();
        let Some(link) = store::links::find(connection, token.hash()).await? else {
            return Err(LinkError::Incomplete.into());
        };
        if let Some(end) = link.end {
            return Err(LinkError::from(end).into());
        }
        if link.purpose == Purpose::Reset && !self.settings().await?.allow_reset {
            return Err(LinkError::SwitchedOff.into());
        }
        if link.expires_at <= self.inner.clock.now() {
            return Err(LinkError::Expired.into());
        }
        match store::users::find(connection, link.user_id).await? {
            Some(user) if user.status == Status::Active => Ok((link, user)),
            _ => Err(LinkError::Outdated.into()),
        }
    }

    /// Changes the password of the account that a link was made for, and spends the link. All
    /// sessions of the account end, its other links too, and its lock.
    ///
    /// # Errors
    /// [`SavePasswordError`].
    pub async fn save_password(
        &self,
        token: &Token,
        link_id: &str,
        password: &Password,
        client: &Client,
    ) -> Result<(), SavePasswordError> {
        if token.hash().fingerprint() != link_id {
            return Err(LinkError::Mixed.into());
        }
        let (_, user) = self.good_link(token).await?;
        let hash = self.prepare(&user, password).await?;
        let transaction = self.inner.store.write().await?;
        let now = self.inner.clock.now();
        if !store::links::spend(&transaction, token.hash(), now).await? {
            // Somebody was faster with the same link.
            drop(transaction);
            return Err(match self.good_link(token).await {
                Ok(_) => LinkError::Outdated.into(),
                Err(error) => error,
            });
        }
        let replacement = Replacement {
            hash: &hash,
            must_change: false,
            sessions: Sessions::EndAll,
            circumstances: client.circumstances(now),
        };
        if !self.put(&transaction, &user, replacement, now).await? {
            return Err(LinkError::Outdated.into());
        }
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }

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

    /// Sets the password of a login name, for whoever has the server's own command line.
    /// `must_change` asks for another one at the next login.
    ///
    /// # Errors
    /// [`SetPasswordError`].
    pub async fn set_password(
        &self,
        name: &LoginName,
        password: &Password,
        must_change: bool,
    ) -> Result<(), SetPasswordError> {
        let connection = self.inner.store.connection();
        let Some(id) = store::users::find_id(connection, name).await? else {
            return Err(SetPasswordError::NoSuchName);
        };
        let user = store::users::find(connection, id).await?;
        let user = user.ok_or(SetPasswordError::NoSuchName)?;
        if user.status != Status::Active {
            return Err(SetPasswordError::Inactive);
        }
        let hash = self.prepare(&user, password).await?;
        let transaction = self.inner.store.write().await?;
        let now = self.inner.clock.now();
        let replacement = Replacement {
            hash: &hash,
            must_change,
            sessions: Sessions::EndAll,
            circumstances: Circumstances {
                at: now,
                user_agent: None,
                client_address: None,
            },
        };
        if !self.put(&transaction, &user, replacement, now).await? {
            return Err(SetPasswordError::Busy);
        }
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }

    /// Checks a new password by all rules, and hashes it.
    async fn prepare(&self, user: &User, password: &Password) -> Result<String, PrepareError> {
        self.check_policy(password, &user.login_name, user.email.as_deref())
            .map_err(PrepareError::Policy)?;
        let hasher = &self.inner.hasher;
        if let Some(stored) = &user.password_hash {
            match hasher.verify(password, Some(stored)).await {
                Ok(verdict) if verdict.right => {
                    return Err(PrepareError::Policy(PolicyError::Reused));
                }
                // A hash that cannot be read is that of no password.
                Ok(_) | Err(HashError::Stored) => {}
                Err(HashError::Busy) => return Err(PrepareError::Busy),
            }
        }
        hasher.hash(password).await.map_err(|_| PrepareError::Busy)
    }

    /// Whether a password may be chosen by somebody of these names.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub(crate) fn check_policy(
        &self,
        password: &Password,
        login_name: &str,
        email: Option<&str>,
    ) -> Result<(), PolicyError> {
        let mut names = vec![login_name];
        names.extend(email);
        self.inner.password_policy.check(password, &names)?;
        if crate::common_passwords::is_common(password, &names) {
            return Err(PolicyError::Common);
        }
        Ok(())
    }

    /// Puts a new password in the place of the one that `user` was read with, with all that follows
    /// from it. `false` if the account was changed meanwhile; then nothing is to be committed.
    async fn put(
        &self,
        transaction: &impl store::Connection,
        user: &User,
        new: Replacement<'_>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let old = user.password_hash.as_deref();
        if !store::users::set_password(transaction, user.id, old, new.hash, new.must_change).await?
        {
            return Ok(false);
        }
        match new.sessions {
            Sessions::EndAll => store::sessions::delete_all_of(transaction, user.id).await?,
            Sessions::EndOthers(kept) => {
                store::sessions::delete_others_of(transaction, user.id, kept).await?;
            }
            Sessions::KeepAll => {}
        }
        store::links::end_all_of(transaction, user.id, now).await?;
        store::counters::reset_all_of(transaction, user.id).await?;
        if let Some(to) = &user.email {
            let message = Message::PasswordChanged {
                change: new.circumstances,
            };
            self.queue_mail(transaction, Some(user.id), to, &message, now)
                .await?;
        }
        Ok(true)
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
