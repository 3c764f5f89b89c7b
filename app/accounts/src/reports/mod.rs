//! Reports of people who cannot log in, and what the server itself knows of their attempts.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use model::bucket::REPORTS_FROM_NETWORK;
use model::finding::Findings;
use model::lockout::Remaining;
use model::login_attempt::LoginOutcome;
use model::login_name::TypedName;
use model::report::{CODE_LIFETIME, ReportCode};
use model::timestamp::Timestamp;
use sha2::Sha256;

use crate::base::Base;
use crate::client::{Client, printable};
use crate::current_user::Admin;
use crate::login::{Attempts, Lockout, LoginRecord, rate_limit};
use crate::store::{self, StoreError, reports};
use crate::users::{NearMatch, Users};

/// Length of a stamp, in bytes: 128 bits of the whole.
const STAMP: usize = 16;
/// Longest login name that is kept of a report, in code points; longer than any login name.
const NAME_KEPT: usize = 256;
/// Attempts of a browser that are shown.
const ATTEMPTS: u64 = 20;

/// A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Finds it, and the attempts of the same browser.
    pub code: ReportCode,
    /// The login name as the person typed it, or nothing; any text.
    pub login_name: String,
    /// What the browser found.
    pub findings: Findings,
    /// The browser's `User-Agent`; any text.
    pub user_agent: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The newest attempt of a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastAttempt {
    /// When it was.
    pub at: Timestamp,
    /// The lock that stands in the way of another one.
    pub lock: Option<Remaining>,
    /// It was turned away because too many attempts from its network had failed.
    pub was_rate_limited: bool,
}

/// What a report's code leads an administrator to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportMatch {
    /// The user whom the browser tried to log in as, or whose name the report names.
    User(i64),
    /// Nobody has the name that was typed.
    NoSuchName {
        /// The report, if one was made.
        report: Option<Report>,
        /// Whose name is nearly that, the nearest first.
        closest: Vec<NearMatch>,
        /// The attempts of the browser, the newest first.
        attempts: Vec<LoginRecord>,
    },
    /// Nothing is known of this code, any more perhaps.
    Nothing,
}

/// Why no report was made.
#[derive(Debug, thiserror::Error)]
pub enum MakeReportError {
    /// Too many came from the same network.
    #[error("too many reports from the same network")]
    TooMany(Remaining),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The reports.
#[derive(Clone)]
pub struct Reports {
    pub(crate) base: Base,
    pub(crate) attempts: Attempts,
    pub(crate) lockout: Lockout,
    pub(crate) users: Users,
    /// Stamps the codes of browsers.
    pub(crate) key: [u8; 32],
}

impl Reports {
    /// A code for a browser that has none.
    #[must_use]
    pub fn new_code() -> ReportCode {
        ReportCode::from_bits(crate::secret::random())
    }

    /// A code as a browser keeps it: with a stamp that only this portal can make, so that nobody finds the
    /// attempts and the report of another browser by guessing codes, of which there are few enough to be told
    /// on the telephone.
    #[must_use]
    pub fn stamped(&self, code: ReportCode) -> String {
        format!("{code}.{}", self.stamp(code))
    }

    /// The code in what a browser sent, if it was given that one.
    #[must_use]
    pub fn unstamped(&self, text: &str) -> Option<ReportCode> {
        let (code, stamp) = text.split_once('.')?;
        let code = code.parse().ok()?;
        let stamp = BASE64URL_NOPAD.decode(stamp.as_bytes()).ok()?;
        let whole = stamp.len() == STAMP;
        // In constant time.
        let genuine = self.mac(code).verify_truncated_left(&stamp);
        genuine.ok().filter(|()| whole).map(|()| code)
    }

    fn stamp(&self, code: ReportCode) -> String {
        let mac = self.mac(code).finalize().into_bytes();
        BASE64URL_NOPAD.encode(&mac[..STAMP])
    }

    /// HMAC with SHA-256 (RFC 2104).
    fn mac(&self, code: ReportCode) -> Hmac<Sha256> {
        let mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("a key of any length will do");
        mac.chain_update(code.to_string())
    }

    /// Keeps a report; it takes the place of an older one of the same browser.
    ///
    /// # Errors
    /// [`MakeReportError`].
    pub async fn add(
        &self,
        code: ReportCode,
        login_name: &str,
        findings: &Findings,
        client: &Client,
    ) -> Result<(), MakeReportError> {
        let transaction = self.base.store.write().await?;
        let now = self.base.clock.now();
        let (from, limit) = (client.address, REPORTS_FROM_NETWORK);
        rate_limit::count_networks(&transaction, "report", from, limit, now)
            .await?
            .map_err(MakeReportError::TooMany)?;
        let report = reports::StoredReport {
            code: code.to_string(),
            login_name: printable(login_name, NAME_KEPT),
            findings: findings.to_string(),
            user_agent: client.kept_user_agent(),
            client_address: client.address.to_string(),
            created_at: now,
        };
        reports::replace(&transaction, report).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }

    /// The report of a code, if one was made.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find(&self, code: ReportCode) -> Result<Option<Report>, StoreError> {
        let found = reports::find(self.base.store.connection(), &code.to_string()).await?;
        Ok(found.map(|report| Report {
            code,
            login_name: report.login_name,
            findings: Findings::parse(&report.findings),
            user_agent: report.user_agent,
            created_at: report.created_at,
        }))
    }

    /// What a code leads to that a user read out.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn match_code(
        &self,
        _proof: Admin,
        code: ReportCode,
    ) -> Result<ReportMatch, StoreError> {
        let tried = self.attempts.account_of_report_code(code).await?;
        if let Some(id) = tried {
            return Ok(ReportMatch::User(id));
        }
        let report = self.find(code).await?;
        let typed = report.as_ref().map_or("", |report| &report.login_name);
        if let Ok(name) = TypedName::parse(typed)
            && let Some(user) =
                store::users::find_typed(self.base.store.connection(), &name).await?
        {
            return Ok(ReportMatch::User(user.id));
        }
        let attempts = self.attempts.of_report_code(code, ATTEMPTS).await?;
        if report.is_none() && attempts.is_empty() {
            return Ok(ReportMatch::Nothing);
        }
        Ok(ReportMatch::NoSuchName {
            closest: self.users.closest(typed).await?,
            report,
            attempts,
        })
    }

    /// The newest attempt of the browser with a code, if it is not older than the code can be. It
    /// tells no more than the login screen told, whether anybody has that name or not.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn last_attempt(&self, code: ReportCode) -> Result<Option<LastAttempt>, StoreError> {
        let last = self
            .attempts
            .last_of_report_code(code, CODE_LIFETIME)
            .await?;
        let Some((lockout_key, at, outcome)) = last else {
            return Ok(None);
        };
        Ok(Some(LastAttempt {
            at,
            lock: self.lockout.lock_of(lockout_key).await?,
            was_rate_limited: outcome == LoginOutcome::TooManyAttempts,
        }))
    }

    /// Forgets reports from before a moment, and all but the newest `kept`; how many.
    pub(crate) async fn clean_up(&self, before: Timestamp, kept: u64) -> Result<u64, StoreError> {
        reports::delete_old(self.base.store.connection(), before, kept).await
    }
}
