//! What operators watch: how many log in, how that goes, and what waits. Nothing of it tells of anybody.

use std::sync::Arc;

use crate::login::{Hasher, Lockout, LoginCounts, LoginMetric};
use crate::mail::Mailer;
use crate::store::StoreError;

/// What this server counted.
#[derive(Clone, Debug)]
pub struct OwnFigures {
    /// Attempts to log in since it started, by how they ended.
    pub logins: [(LoginMetric, u64); LoginMetric::ALL.len()],
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

/// Gathers what is watched.
#[derive(Clone)]
pub struct Figures {
    pub(crate) counts: Arc<LoginCounts>,
    pub(crate) hasher: Hasher,
    pub(crate) lockout: Lockout,
    pub(crate) mailer: Mailer,
}

impl Figures {
    /// What this server counted.
    #[must_use]
    pub fn own(&self) -> OwnFigures {
        OwnFigures {
            logins: self.counts.all(),
            passwords_waiting: self.hasher.waiting(),
        }
    }

    /// What stands in the database.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn shared(&self) -> Result<SharedFigures, StoreError> {
        let (mails_waiting, mails_failed) = self.mailer.waiting_and_failed().await?;
        Ok(SharedFigures {
            accounts_locked: self.lockout.count_locked().await?,
            mails_waiting,
            mails_failed,
        })
    }
}
