//! What operators watch: how many log in, how that goes, and what waits. Nothing of it tells of anybody.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::Accounts;
use crate::login::{LoginError, LoginGrant, LoginSuccess};
use crate::mail::queue::MailState;
use crate::store::{self, StoreError, mails};

/// How an attempt to log in ended. Which names exist does not show in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginEnd {
    /// In.
    LoggedIn,
    /// The password was right, and a new one has to be chosen.
    NewPassword,
    /// Name or password was wrong, or the account inactive.
    Refused,
    /// The name was locked.
    Locked,
    /// Too many had failed from the same network.
    TooManyAttempts,
    /// Too many were logging in at once.
    Busy,
    /// The database failed.
    Failed,
}

impl LoginEnd {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::LoggedIn,
        Self::NewPassword,
        Self::Refused,
        Self::Locked,
        Self::TooManyAttempts,
        Self::Busy,
        Self::Failed,
    ];

    fn from_result(result: &Result<LoginSuccess, LoginError>) -> Self {
        match result {
            Ok(logged_in) => match logged_in.entry {
                LoginGrant::Session(_) => Self::LoggedIn,
                LoginGrant::NewPassword(_) => Self::NewPassword,
            },
            Err(LoginError::Refused { .. }) => Self::Refused,
            Err(LoginError::Locked(_)) => Self::Locked,
            Err(LoginError::TooManyAttempts(_)) => Self::TooManyAttempts,
            Err(LoginError::Busy) => Self::Busy,
            Err(LoginError::Store(_)) => Self::Failed,
        }
    }
}

/// Counts how attempts to log in ended on this server.
#[derive(Default)]
pub(crate) struct LoginCounts([AtomicU64; LoginEnd::ALL.len()]);

impl LoginCounts {
    pub(crate) fn count(&self, result: &Result<LoginSuccess, LoginError>) {
        self.0[LoginEnd::from_result(result) as usize].fetch_add(1, Ordering::Relaxed);
    }
}

/// What this server counted.
#[derive(Clone, Debug)]
pub struct OwnFigures {
    /// Attempts to log in since it started, by how they ended.
    pub logins: [(LoginEnd, u64); LoginEnd::ALL.len()],
    /// Passwords that wait to be hashed.
    pub passwords_waiting: usize,
}

/// What stands in the database, for all servers.
#[derive(Clone, Copy, Debug)]
pub struct SharedFigures {
    /// Accounts that are locked, everywhere or in a browser that they know.
    pub accounts_locked: u64,
    /// Mails that are still to be sent.
    pub mails_waiting: u64,
    /// Mails that could not be sent.
    pub mails_failed: u64,
}

impl Accounts {
    /// What this server counted.
    #[must_use]
    pub fn own_figures(&self) -> OwnFigures {
        let counted = |end| self.inner.logins.0[end as usize].load(Ordering::Relaxed);
        OwnFigures {
            logins: LoginEnd::ALL.map(|end| (end, counted(end))),
            passwords_waiting: self.inner.hasher.waiting(),
        }
    }

    /// What stands in the database.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn shared_figures(&self) -> Result<SharedFigures, StoreError> {
        let connection = self.inner.store.connection();
        let now = self.inner.clock.now();
        Ok(SharedFigures {
            accounts_locked: store::counters::count_locked_users(connection, now).await?,
            mails_waiting: mails::count(connection, MailState::Waiting).await?,
            mails_failed: mails::count(connection, MailState::Failed).await?,
        })
    }
}
