//! The record of attempts to log in.
//!
//! An attempt whose password is compared is written before and after. One that is turned away, as
//! during a lock, must cost next to nothing, or a flood of them would be a way to keep the database
//! busy: it is only remembered, and written together with others by [`Accounts::flush_rejected_attempts`].
//! A server that is killed forgets the last of these; nothing is decided by them.

use model::finding::Findings;
use model::login_attempt::LoginOutcome;
use model::timestamp::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::Accounts;
use crate::lockout::{Subject, TURNED_AWAY_KEPT};
use crate::sessions::Admin;
use crate::store::attempts::{Attempt, AttemptKind, NewAttempt};
use crate::store::{self, StoreError};

/// Different ones that are remembered between two writes; more are counted, and logged as lost.
const REMEMBERED: usize = 1000;

/// An attempt, as an administrator reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginRecord {
    /// What came of it.
    pub outcome: LoginOutcome,
    /// How many there were of the same kind, one after the other from the same browser.
    pub times: u32,
    /// When the first of them was.
    pub first_at: Timestamp,
    /// When the last of them was.
    pub last_at: Timestamp,
    /// The browser's `User-Agent`; any text.
    pub user_agent: String,
    /// From where it came.
    pub client_address: String,
    /// From a browser that had logged in to the account before.
    pub known_browser: bool,
    /// What the browser warned of.
    pub noticed: Findings,
}

impl From<Attempt> for LoginRecord {
    fn from(row: Attempt) -> Self {
        Self {
            outcome: row.outcome,
            times: row.times,
            first_at: row.first_at,
            last_at: row.last_at,
            user_agent: row.user_agent,
            client_address: row.client_address,
            known_browser: row.known_browser,
            noticed: Findings::parse(&row.noticed),
        }
    }
}

/// What makes two attempts alike: whose, what came of it, from which address and browser.
type Alike = (Subject, LoginOutcome, String, Option<String>);

/// Remembers attempts that were turned away.
#[derive(Default)]
pub(crate) struct RejectedAttempts(Mutex<PendingAttempts>);

#[derive(Default)]
struct PendingAttempts {
    attempts: HashMap<Alike, (NewAttempt, u32)>,
    lost: u64,
}

impl RejectedAttempts {
    pub(crate) fn note(&self, row: NewAttempt) {
        let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let full = remembered.attempts.len() >= REMEMBERED;
        let alike = (
            row.subject,
            row.outcome,
            row.client_address.clone(),
            row.report_code.clone(),
        );
        match remembered.attempts.get_mut(&alike) {
            Some((last, times)) => {
                *times = times.saturating_add(1);
                last.at = last.at.max(row.at);
            }
            None if full => remembered.lost += 1,
            None => {
                remembered.attempts.insert(alike, (row, 1));
            }
        }
    }

    fn take(&self) -> PendingAttempts {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Accounts {
    /// Writes down the attempts that were turned away since the last time.
    ///
    /// # Errors
    /// If the database fails; they are lost then.
    pub async fn flush_rejected_attempts(&self) -> Result<(), StoreError> {
        let PendingAttempts { attempts, lost } = self.inner.recorder.take();
        if lost > 0 {
            tracing::warn!(
                lost,
                "too many attempts were turned away to write down each"
            );
        }
        if attempts.is_empty() {
            return Ok(());
        }
        let mut attempts: Vec<_> = attempts.into_values().collect();
        attempts.sort_by_key(|(row, _)| row.at);
        let transaction = self.inner.store.write().await?;
        for (row, times) in attempts {
            let subject = row.subject;
            store::attempts::note(&transaction, row, times).await?;
            store::attempts::trim(
                &transaction,
                subject,
                AttemptKind::TurnedAway,
                TURNED_AWAY_KEPT,
            )
            .await?;
        }
        transaction.commit().await.map_err(StoreError::from)
    }

    /// The newest attempts of an account, at most `limit`.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn attempts_of(
        &self,
        _proof: Admin,
        user_id: i64,
        limit: u64,
    ) -> Result<Vec<LoginRecord>, StoreError> {
        let connection = self.inner.store.connection();
        let attempts = store::attempts::newest_of(connection, user_id, limit).await?;
        Ok(attempts.into_iter().map(LoginRecord::from).collect())
    }
}
