//! New passwords: whether one may be chosen, and what follows from one wherever it was chosen.

use crate::settings::Settings;
use model::bucket::PASSWORDS_CHOSEN;
use model::lockout::Remaining;
use model::password::{Password, PolicyError};
use model::user::Role;

use crate::audit::AuditEvent;
use crate::base::Base;
use crate::login::{HashError, Hasher, KnownBrowsers, Lockout, Sessions, rate_limit};
use crate::mail::{Circumstances, Mailer, Message};
use crate::secret::TokenHash;
use crate::store::users::User;
use crate::store::{self, StoreError};

/// Why a password was not taken as a new one.
#[derive(Debug, thiserror::Error)]
pub enum NewPasswordError {
    /// It may not be chosen.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// Too many passwords are being hashed.
    #[error("too many passwords are being checked")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<HashError> for NewPasswordError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy | HashError::InvalidStoredHash => Self::Busy,
        }
    }
}

/// What is put in the place of a password.
pub(crate) struct Replacement<'a> {
    pub(crate) hash: &'a str,
    pub(crate) must_change: bool,
    pub(crate) sessions: SessionsLeft,
    /// The one browser that stays known: that in which the password was chosen.
    pub(crate) browser: Option<TokenHash>,
    pub(crate) circumstances: Circumstances,
    /// What the log says of it.
    pub(crate) event: AuditEvent,
}

/// Which sessions a new password leaves.
pub(crate) enum SessionsLeft {
    /// None.
    None,
    /// The one of a number.
    One(i64),
    /// All of them.
    All,
}

/// Takes new passwords.
#[derive(Clone)]
pub(crate) struct NewPasswords {
    pub(crate) base: Base,
    pub(crate) hasher: Hasher,
    pub(crate) sessions: Sessions,
    pub(crate) known_browsers: KnownBrowsers,
    pub(crate) lockout: Lockout,
    pub(crate) mailer: Mailer,
}

impl NewPasswords {
    /// Counts a new password that somebody chooses, before it is looked at.
    pub(crate) async fn count_choice(
        &self,
        bucket: &str,
    ) -> Result<Result<(), Remaining>, StoreError> {
        let transaction = self.base.store.write().await?;
        let now = self.base.clock.now();
        let counted = rate_limit::count(&transaction, bucket, PASSWORDS_CHOSEN, now).await?;
        transaction.commit().await?;
        Ok(counted)
    }

    /// Whether a password may be chosen by somebody of this role whose names and address these are.
    async fn check_policy(
        &self,
        settings: &Settings,
        role: Role,
        password: &Password,
        names: &[&str],
    ) -> Result<(), NewPasswordError> {
        let mut names = names.to_vec();
        names.push(settings.portal_name());
        let policy = settings.password_policy(role);
        policy
            .check(password, &names)
            .map_err(NewPasswordError::Policy)?;
        match self.hasher.is_common(password, &names).await {
            Ok(false) => Ok(()),
            Ok(true) => Err(NewPasswordError::Policy(PolicyError::Common)),
            Err(HashError::Busy | HashError::InvalidStoredHash) => Err(NewPasswordError::Busy),
        }
    }

    /// Checks the first password of an account by all rules, and hashes it. `names` are those that it must not
    /// repeat.
    pub(crate) async fn validate_and_hash_first(
        &self,
        role: Role,
        password: &Password,
        names: &[&str],
    ) -> Result<String, NewPasswordError> {
        let settings = self.base.settings.in_force().await?;
        self.validate_and_hash(&settings, role, password, names)
            .await
    }

    /// Checks the first password of an account by settings that the caller has read, and hashes it.
    pub(crate) async fn validate_and_hash(
        &self,
        settings: &Settings,
        role: Role,
        password: &Password,
        names: &[&str],
    ) -> Result<String, NewPasswordError> {
        self.check_policy(settings, role, password, names).await?;
        Ok(self.hasher.hash(password).await?)
    }

    /// Checks the next password of a user by all rules, and hashes it.
    pub(crate) async fn validate_and_hash_next(
        &self,
        user: &User,
        password: &Password,
    ) -> Result<String, NewPasswordError> {
        let settings = self.base.settings.in_force().await?;
        let mut names = vec![user.login_name.as_str(), &user.display_name];
        names.extend(user.email.as_deref());
        self.check_policy(&settings, user.role, password, &names)
            .await?;
        let hasher = &self.hasher;
        let before = u64::from(settings.reuse_limit().saturating_sub(1));
        let connection = self.base.store.connection();
        let past = store::past_passwords::newest_of(connection, user.id, before).await?;
        for stored in user.password_hash.iter().chain(&past) {
            match hasher.verify(password, stored).await {
                Ok(comparison) if comparison.matches => {
                    return Err(NewPasswordError::Policy(PolicyError::Reused));
                }
                // A hash that cannot be read is that of no password.
                Ok(_) | Err(HashError::InvalidStoredHash) => {}
                Err(HashError::Busy) => return Err(NewPasswordError::Busy),
            }
        }
        hasher
            .hash(password)
            .await
            .map_err(|_| NewPasswordError::Busy)
    }

    /// Replaces a password by one that somebody else set: all sessions end, and where whoever set
    /// it sits is no business of the user's.
    pub(crate) async fn replace_password_for(
        &self,
        transaction: &impl store::Connection,
        user: &User,
        hash: &str,
        must_change: bool,
        event: AuditEvent,
    ) -> Result<bool, StoreError> {
        let now = self.base.clock.now();
        let replacement = Replacement {
            hash,
            must_change,
            sessions: SessionsLeft::None,
            browser: None,
            circumstances: Circumstances::only_when(now),
            event,
        };
        self.replace_password(transaction, user, replacement).await
    }

    /// Puts a new password in the place of the one that `user` was read with, with all that follows
    /// from it. `false` if the account was changed meanwhile; then nothing is to be committed.
    pub(crate) async fn replace_password(
        &self,
        transaction: &impl store::Connection,
        user: &User,
        new: Replacement<'_>,
    ) -> Result<bool, StoreError> {
        let old = user.password_hash.as_deref();
        let (must_change, now) = (new.must_change, self.base.clock.now());
        if !store::users::set_password(transaction, user.id, old, new.hash, must_change, now)
            .await?
        {
            return Ok(false);
        }
        if let Some(old) = old {
            let settings = self.base.settings.in_force_within(transaction).await?;
            let kept = settings.reuse_limit().saturating_sub(1);
            store::past_passwords::add(transaction, user.id, old, kept.into()).await?;
        }
        self.base.audit.record(transaction, [new.event]).await?;
        match new.sessions {
            SessionsLeft::None => self.sessions.end_all(transaction, user.id).await?,
            SessionsLeft::One(kept) => {
                self.sessions.end_others(transaction, user.id, kept).await?;
            }
            SessionsLeft::All => {}
        }
        self.known_browsers
            .forget(transaction, user.id, new.browser)
            .await?;
        self.mailer.end_links(transaction, user.id).await?;
        self.lockout.reset_account(transaction, user.id).await?;
        if let Some(to) = &user.email {
            let message = Message::PasswordChanged {
                change: new.circumstances,
            };
            self.mailer
                .enqueue(transaction, Some(user.id), to, &message)
                .await?;
        }
        Ok(true)
    }
}
