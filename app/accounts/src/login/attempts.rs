//! The record of attempts to log in.
//!
//! An attempt whose password is compared is written before and after. One that is turned away, as
//! during a lock, must cost next to nothing, or a flood of them would be a way to keep the database
//! busy: it is only remembered, and written together with others by [`Attempts::flush_rejected`].
//! A server that is killed forgets the last of these; nothing is decided by them.

use model::finding::Findings;
use model::lockout::Remaining;
use model::login_attempt::LoginOutcome;
use model::login_name::TypedName;
use model::report::ReportCode;
use model::timestamp::{Duration, Timestamp};
use std::sync::Arc;

use super::rejected_attempts::{PendingAttempts, RejectedAttempts};
use crate::base::Base;
use crate::client::Client;
use crate::current_user::Admin;
use crate::secret::Token;
use crate::store::attempts::{self, Attempt, AttemptKind, NewAttempt};
use crate::store::lockout_key::LockoutKey;
use crate::store::{self, StoreError};

/// Attempts of a name whose password was looked at that are kept for the administrator.
const COMPARED_KEPT: u64 = 100;
/// Attempts of a name that were rejected without looking at the password that are kept; each row may stand for many.
const REJECTED_KEPT: u64 = 20;
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

/// What an attempt brings along besides the password.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AttemptContext<'a> {
    /// What was typed as the login name.
    pub(crate) name: &'a TypedName,
    /// Where it comes from.
    pub(crate) client: &'a Client,
    /// What this browser got when somebody logged in from it before.
    pub(crate) device: Option<&'a Token>,
    /// The code of this browser, if it has one.
    pub(crate) report_code: Option<ReportCode>,
    /// What this browser warned of when the form was sent.
    pub(crate) noticed: &'a Findings,
}

/// Why an attempt did not lead in.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// The password is wrong, nobody has that name, or the account is inactive. Which of the
    /// three, nobody is told (ASVS 5.0, 6.3.8).
    #[error("the login name or the password is wrong")]
    Refused {
        /// How many more attempts may fail until the name is locked, when they are few.
        left: Option<u32>,
    },
    /// Too many attempts for that name have failed, whether anybody has it or not.
    #[error("the login name is locked")]
    Locked(Remaining),
    /// Too many attempts from the same network have failed.
    #[error("too many failed attempts from the same network")]
    TooManyAttempts(Remaining),
    /// Too many are logging in at once.
    #[error("too many are logging in at once")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The record of attempts.
#[derive(Clone)]
pub struct Attempts {
    pub(crate) base: Base,
    rejected: Arc<RejectedAttempts>,
}

impl Attempts {
    pub(crate) fn new(base: Base) -> Self {
        Self {
            base,
            rejected: Arc::default(),
        }
    }

    /// Writes an attempt down before its password is compared, with a slot until `slot_until`; its number.
    pub(super) async fn begin(
        &self,
        transaction: &impl store::Connection,
        attempt: NewAttempt,
        slot_until: Timestamp,
    ) -> Result<i64, StoreError> {
        let attempt = NewAttempt {
            slot_until: Some(slot_until),
            ..attempt
        };
        attempts::insert(transaction, attempt).await
    }

    /// Releases the slot of an attempt with what came of it; whether it still had it.
    pub(super) async fn end(
        &self,
        transaction: &impl store::Connection,
        id: i64,
        outcome: LoginOutcome,
    ) -> Result<bool, StoreError> {
        attempts::release_slot(transaction, id, outcome).await
    }

    /// Forgets all but the newest attempts of a subject whose password was compared.
    pub(super) async fn trim_compared(
        &self,
        transaction: &impl store::Connection,
        lockout_key: LockoutKey,
    ) -> Result<(), StoreError> {
        attempts::trim(
            transaction,
            lockout_key,
            AttemptKind::Compared,
            COMPARED_KEPT,
        )
        .await
    }

    /// Remembers an attempt that was turned away.
    pub(super) fn record_rejected(&self, attempt: NewAttempt) {
        self.rejected.add(attempt);
    }

    /// What is to be written of an attempt.
    pub(super) fn row(
        &self,
        lockout_key: LockoutKey,
        user_id: Option<i64>,
        known_browser: bool,
        context: AttemptContext<'_>,
        outcome: LoginOutcome,
    ) -> NewAttempt {
        NewAttempt {
            lockout_key,
            user_id,
            outcome,
            at: self.base.clock.now(),
            slot_until: None,
            user_agent: context.client.kept_user_agent(),
            client_address: context.client.address.to_string(),
            known_browser,
            report_code: context.report_code.map(|code| code.to_string()),
            noticed: context.noticed.to_string(),
        }
    }

    /// Writes down the attempts that were turned away since the last time.
    ///
    /// # Errors
    /// If the database fails; they are lost then.
    pub async fn flush_rejected(&self) -> Result<(), StoreError> {
        let PendingAttempts { attempts, lost } = self.rejected.take();
        if lost > 0 {
            tracing::warn!(
                lost,
                "too many attempts were turned away to write down each"
            );
        }
        if attempts.is_empty() {
            return Ok(());
        }
        let mut pending: Vec<_> = attempts.into_values().collect();
        pending.sort_by_key(|(row, _)| row.at);
        let transaction = self.base.store.write().await?;
        let kind = AttemptKind::Rejected;
        for (row, times) in pending {
            let lockout_key = row.lockout_key;
            attempts::add(&transaction, row, times).await?;
            attempts::trim(&transaction, lockout_key, kind, REJECTED_KEPT).await?;
        }
        transaction.commit().await.map_err(StoreError::from)
    }

    /// The newest attempts of an account, at most `limit`, for an administrator.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn of_user(
        &self,
        _proof: Admin,
        user_id: i64,
        limit: u64,
    ) -> Result<Vec<LoginRecord>, StoreError> {
        self.of_account(user_id, limit).await
    }

    /// The newest attempts of an account, at most `limit`, those of the last second too.
    pub(crate) async fn of_account(
        &self,
        user_id: i64,
        limit: u64,
    ) -> Result<Vec<LoginRecord>, StoreError> {
        self.flush_rejected().await?;
        let connection = self.base.store.connection();
        let attempts = attempts::newest_of(connection, user_id, limit).await?;
        Ok(attempts.into_iter().map(LoginRecord::from).collect())
    }

    /// The newest attempts of the browser with a code, at most `limit`.
    pub(crate) async fn of_report_code(
        &self,
        code: ReportCode,
        limit: u64,
    ) -> Result<Vec<LoginRecord>, StoreError> {
        let (connection, code) = (self.base.store.connection(), code.to_string());
        let attempts = attempts::newest_of_report_code(connection, &code, limit).await?;
        Ok(attempts.into_iter().map(LoginRecord::from).collect())
    }

    /// Whose account the newest attempt of the browser with a code was about, those of the last second too.
    pub(crate) async fn account_of_report_code(
        &self,
        code: ReportCode,
    ) -> Result<Option<i64>, StoreError> {
        self.flush_rejected().await?;
        attempts::user_of_report_code(self.base.store.connection(), &code.to_string()).await
    }

    /// The newest attempt of the browser with a code within `period`: what it was counted for, when it was and
    /// what came of it.
    pub(crate) async fn last_of_report_code(
        &self,
        code: ReportCode,
        period: Duration,
    ) -> Result<Option<(LockoutKey, Timestamp, LoginOutcome)>, StoreError> {
        let (connection, since) = (
            self.base.store.connection(),
            self.base.clock.now().before(period),
        );
        attempts::last_of_report_code(connection, &code.to_string(), since).await
    }

    /// The newest attempt of a subject whose password was wrong.
    pub(super) async fn last_wrong(
        &self,
        transaction: &impl store::Connection,
        lockout_key: LockoutKey,
    ) -> Result<Option<Attempt>, StoreError> {
        attempts::last_failed_of(transaction, lockout_key).await
    }

    /// Forgets attempts from before a moment, those with names that nobody has from before another, and of these
    /// all but the newest `strangers`; how many.
    pub(crate) async fn clean_up(
        &self,
        before: Timestamp,
        strangers_before: Timestamp,
        strangers: u64,
    ) -> Result<u64, StoreError> {
        let connection = self.base.store.connection();
        attempts::delete_old(connection, before, strangers_before, strangers).await
    }
}
