//! Choosing a new password with a link, and what follows from a new password wherever it was chosen.

use model::audit::Action;
use model::bucket::PASSWORDS_CHOSEN;
use model::link::LinkError;
use model::lockout::Remaining;
use model::login_name::LoginName;
use model::password::{Password, PolicyError};
use model::settings::Settings;
use model::timestamp::Timestamp;
use model::user::{Role, Status};

use crate::audit::{Actor, AuditEvent};
use crate::hasher::HashError;
use crate::login::Client;
use crate::mail::{Circumstances, Message};
use crate::secret::{Token, TokenHash};
use crate::store::links::{Link, Purpose};
use crate::store::users::User;
use crate::store::{self, StoreError};
use crate::{Accounts, rate_limit};

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
pub(crate) struct Replacement<'a> {
    pub(crate) hash: &'a str,
    pub(crate) must_change: bool,
    pub(crate) sessions: Sessions,
    /// The one browser that stays known: that in which the password was chosen.
    pub(crate) browser: Option<TokenHash>,
    pub(crate) circumstances: Circumstances,
    /// What the log says of it.
    pub(crate) event: AuditEvent,
}

/// Which sessions a new password leaves.
pub(crate) enum Sessions {
    /// None.
    EndAll,
    /// The one of a number.
    EndOthers(i64),
    KeepAll,
}

/// Why a hash could not be made.
pub(crate) enum PrepareError {
    Policy(PolicyError),
    Busy,
    Store(StoreError),
}

impl From<StoreError> for PrepareError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<PrepareError> for SavePasswordError {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::Policy(error) => Self::Policy(error),
            PrepareError::Busy => Self::Busy,
            PrepareError::Store(error) => Self::Store(error),
        }
    }
}

impl From<PrepareError> for SetPasswordError {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::Policy(error) => Self::Policy(error),
            PrepareError::Busy => Self::Busy,
            PrepareError::Store(error) => Self::Store(error),
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
            role: user.role,
        })
    }

    async fn good_link(&self, token: &Token) -> Result<(Link, User), SavePasswordError> {
        let connection = self.inner.store.connection();
        let link = store::links::find(connection, token.hash()).await?;
        // One that confirms an address lets nobody choose a password.
        let Some(link) = link.filter(|link| link.purpose != Purpose::Email) else {
            return Err(LinkError::Incomplete.into());
        };
        if let Some(end) = link.end {
            return Err(LinkError::from(end).into());
        }
        if link.purpose == Purpose::Reset && !self.settings().await?.allows_reset() {
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
        let (_, user) = self.good_link(token).await?;
        self.count_choice(&format!("password with {link_id}"))
            .await?
            .map_err(SavePasswordError::TooMany)?;
        let hash = self.prepare(&user, password).await?;
        let transaction = self.inner.store.write().await?;
        let now = self.inner.clock.now();
        // The user first, then their links, as everywhere: else two would wait for each other.
        store::users::hold(&transaction, user.id).await?;
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
            browser: device.map(Token::hash),
            circumstances: client.circumstances(now),
            event: Actor::user(&user, client.origin()).did(Action::ChoosePassword),
        };
        if !self.put(&transaction, &user, replacement, now).await? {
            return Err(LinkError::Outdated.into());
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
        let event = Actor::command_line().did_to(Action::SetPassword, &user);
        if !self
            .put_set(&transaction, &user, &hash, must_change, event)
            .await?
        {
            return Err(SetPasswordError::Busy);
        }
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }

    /// Counts a new password that somebody chooses, before it is looked at.
    pub(crate) async fn count_choice(
        &self,
        bucket: &str,
    ) -> Result<Result<(), Remaining>, StoreError> {
        let transaction = self.inner.store.write().await?;
        let now = self.inner.clock.now();
        let counted = rate_limit::count(&transaction, bucket, PASSWORDS_CHOSEN, now).await?;
        transaction.commit().await?;
        Ok(counted)
    }

    /// Whether a password may be chosen by somebody of this role whose names and address these are.
    pub(crate) async fn check_policy(
        &self,
        settings: &Settings,
        role: Role,
        password: &Password,
        names: &[&str],
    ) -> Result<(), PrepareError> {
        let mut names = names.to_vec();
        names.push(settings.portal_name());
        let policy = settings.password_policy(role);
        policy
            .check(password, &names)
            .map_err(PrepareError::Policy)?;
        match self.inner.hasher.is_common(password, &names).await {
            Ok(false) => Ok(()),
            Ok(true) => Err(PrepareError::Policy(PolicyError::Common)),
            Err(HashError::Busy | HashError::Stored) => Err(PrepareError::Busy),
        }
    }

    /// Checks a new password by all rules, and hashes it.
    pub(crate) async fn prepare(
        &self,
        user: &User,
        password: &Password,
    ) -> Result<String, PrepareError> {
        let settings = self.settings().await?;
        let mut names = vec![user.login_name.as_str(), &user.display_name];
        names.extend(user.email.as_deref());
        self.check_policy(&settings, user.role, password, &names)
            .await?;
        let hasher = &self.inner.hasher;
        let before = u64::from(settings.reuse_limit().saturating_sub(1));
        let connection = self.inner.store.connection();
        let past = store::past_passwords::newest_of(connection, user.id, before).await?;
        for stored in user.password_hash.iter().chain(&past) {
            match hasher.verify(password, stored).await {
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

    /// [`Accounts::put`] for a password that somebody else set: all sessions end, and where whoever set
    /// it sits is no business of the user's.
    pub(crate) async fn put_set(
        &self,
        transaction: &impl store::Connection,
        user: &User,
        hash: &str,
        must_change: bool,
        event: AuditEvent,
    ) -> Result<bool, StoreError> {
        let now = self.inner.clock.now();
        let replacement = Replacement {
            hash,
            must_change,
            sessions: Sessions::EndAll,
            browser: None,
            circumstances: Circumstances::only_when(now),
            event,
        };
        self.put(transaction, user, replacement, now).await
    }

    /// Puts a new password in the place of the one that `user` was read with, with all that follows
    /// from it. `false` if the account was changed meanwhile; then nothing is to be committed.
    pub(crate) async fn put(
        &self,
        transaction: &impl store::Connection,
        user: &User,
        new: Replacement<'_>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let old = user.password_hash.as_deref();
        let must_change = new.must_change;
        if !store::users::set_password(transaction, user.id, old, new.hash, must_change, now)
            .await?
        {
            return Ok(false);
        }
        if let Some(old) = old {
            let settings = self.settings_in(transaction).await?;
            let kept = settings.reuse_limit().saturating_sub(1);
            store::past_passwords::add(transaction, user.id, old, kept.into()).await?;
        }
        self.record(transaction, [new.event]).await?;
        match new.sessions {
            Sessions::EndAll => store::sessions::delete_all_of(transaction, user.id).await?,
            Sessions::EndOthers(kept) => {
                store::sessions::delete_all_but(transaction, user.id, kept).await?;
            }
            Sessions::KeepAll => {}
        }
        store::devices::forget(transaction, user.id, new.browser).await?;
        self.end_links(transaction, user.id).await?;
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
