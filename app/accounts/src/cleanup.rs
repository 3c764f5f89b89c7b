//! Forgets what has lost its meaning, so that no table grows without bound.

use model::timestamp::Duration;

use crate::base::Base;
use crate::links::Links;
use crate::login::{Attempts, KnownBrowsers, Lockout, Sessions, rate_limit};
use crate::mail::Mailer;
use crate::reports::Reports;
use crate::store::StoreError;
use crate::users::import::UserImport;

/// How long attempts of an account are kept for its administrator.
const ATTEMPTS_KEPT: Duration = Duration::days(90);
/// How long a name that nobody has is remembered. What was typed there may have been a password.
const STRANGERS_KEPT: Duration = Duration::days(30);
/// How many such names, attempts of them, buckets, and entries of the log that strangers caused are
/// remembered at most, whatever a flood of them does. Each takes about 200 bytes.
const STRANGERS: u64 = 100_000;
/// How long mails that were sent or given up are kept for the administrator.
const MAILS_KEPT: Duration = Duration::days(30);
/// How long it can still be said why a link is good for nothing.
const LINKS_KEPT: Duration = Duration::days(7);
/// How long reports are kept for the administrator. A password may stand where a login name should.
const REPORTS_KEPT: Duration = Duration::days(30);

/// How many rows of what were deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Counters of failed attempts.
    pub counters: u64,
    /// Buckets of rate limits.
    pub buckets: u64,
    /// Records of attempts.
    pub attempts: u64,
    /// Sessions that had ended.
    pub sessions: u64,
    /// Browsers that nobody uses any more.
    pub devices: u64,
    /// Mails that were sent or given up.
    pub mails: u64,
    /// Links that expired.
    pub links: u64,
    /// Reports.
    pub reports: u64,
    /// Files of users that waited, or were put into force.
    pub imports: u64,
    /// Entries of the audit log.
    pub log_entries: u64,
}

/// Cleans up.
#[derive(Clone)]
pub struct Cleanup {
    pub(crate) base: Base,
    pub(crate) links: Links,
    pub(crate) mailer: Mailer,
    pub(crate) attempts: Attempts,
    pub(crate) lockout: Lockout,
    pub(crate) sessions: Sessions,
    pub(crate) known_browsers: KnownBrowsers,
    pub(crate) import: UserImport,
    pub(crate) reports: Reports,
}

impl Cleanup {
    /// Cleans up. Several servers may do it at once.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn run(&self) -> Result<Cleaned, StoreError> {
        self.run_to(STRANGERS).await
    }

    async fn run_to(&self, strangers: u64) -> Result<Cleaned, StoreError> {
        self.lockout.expire_abandoned_slots().await?;
        self.base.audit.sum_up_strangers().await?;
        let now = self.base.clock.now();
        let before = now.before(STRANGERS_KEPT);
        let settings = self.base.settings.in_force().await?;
        let cleaned = Cleaned {
            counters: self.lockout.clean_up(before, strangers).await?,
            buckets: rate_limit::clean_up(&self.base.store, now, strangers).await?,
            attempts: self
                .attempts
                .clean_up(now.before(ATTEMPTS_KEPT), before, strangers)
                .await?,
            sessions: self.sessions.clean_up(now).await?,
            devices: self.known_browsers.clean_up(now).await?,
            mails: self.mailer.clean_up(now.before(MAILS_KEPT)).await?,
            links: self.links.clean_up(now.before(LINKS_KEPT)).await?,
            reports: self
                .reports
                .clean_up(now.before(REPORTS_KEPT), strangers)
                .await?,
            imports: self.import.clean_up(now).await?,
            log_entries: self
                .base
                .audit
                .clean_up(now, settings.log_retention(), strangers)
                .await?,
        };
        self.base.store.forget_deleted().await?;
        Ok(cleaned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Client;
    use crate::clock::Clock;
    use crate::login::LoginAttempt;
    use crate::mail::{Delivery, MailOptions};
    use crate::secret::RequestId;
    use crate::users::UserFields;
    use crate::{Accounts, Options};
    use model::finding::Findings;
    use model::locale::Locale;
    use model::login_name::{LoginName, TypedName};
    use model::password::Password;
    use model::timestamp::Timestamp;
    use testkit::{TestDatabase, on_each_database};

    on_each_database! {
        a_flood_of_names_that_nobody_has_leaves_the_tables_bounded
    }

    /// A stranger's attempt with a name of its own, from a network of its own.
    fn attempt(number: u8) -> LoginAttempt {
        LoginAttempt {
            name: TypedName::parse(&format!("name{number}")).unwrap(),
            password: Password::parse("some wrong password").unwrap(),
            keep: false,
            client: Client {
                address: [192, 0, 2, number].into(),
                user_agent: String::new(),
                locale: Locale::En,
                request: RequestId::random(),
            },
            session: None,
            device: None,
            report_code: None,
            noticed: Findings::default(),
        }
    }

    async fn a_flood_of_names_that_nobody_has_leaves_the_tables_bounded(database: TestDatabase) {
        let (clock, hand) = Clock::manual(Timestamp(1_700_000_000_000));
        let accounts = Accounts::open(Options {
            database_url: database.url().to_owned(),
            hashing_cost: "m=64,t=1,p=1".parse().unwrap(),
            hashing_threads: 2,
            mail: MailOptions {
                delivery: Delivery::Folder("/nowhere".into()),
                from: "latchkey@example.test".parse().unwrap(),
                public_url: "https://login.example.test".to_owned(),
            },
            clock,
        })
        .await
        .unwrap();
        // What is about an account is not among what strangers take from each other.
        let mika = UserFields::new(LoginName::parse("mika").unwrap());
        let known = Password::parse("eleven quiet lanterns").unwrap();
        accounts.users.add(&mika, &known).await.unwrap();
        let mut wrong = attempt(200);
        wrong.name = TypedName::parse("mika").unwrap();
        accounts.login.log_in(wrong).await.unwrap_err();
        // The oldest is locked, and so the last to be forgotten.
        for _ in 0..10 {
            accounts.login.log_in(attempt(0)).await.unwrap_err();
        }
        for number in 1..60 {
            hand.advance(Duration::seconds(1));
            accounts.login.log_in(attempt(number)).await.unwrap_err();
        }
        let cleaned = accounts.cleanup.run_to(20).await.unwrap();
        assert_eq!(cleaned.counters, 40);
        // Those whose one failure has drained are empty anyway.
        let buckets = database.number("SELECT count(*) FROM buckets").await;
        assert_eq!((cleaned.buckets, buckets), (41, 20));
        assert_eq!(cleaned.attempts, 49);
        // 69 logins that failed, and a lock. What those did who are known stays.
        assert_eq!(cleaned.log_entries, 50);
        let entries = "SELECT count(*) FROM audit_log WHERE target_key = '' AND actor_key = ''";
        assert_eq!(database.number(entries).await, 20);
        let about = "SELECT count(*) FROM audit_log WHERE target_key = 'mika'";
        assert_eq!(
            database.number(about).await,
            2,
            "who was added, and a failure"
        );
        for table in ["lockout_counters", "login_tries"] {
            let query = format!("SELECT count(*) FROM {table} WHERE user_id IS NULL");
            assert_eq!(database.number(&query).await, 20, "{table}");
        }
        let locked = "SELECT count(*) FROM lockout_counters WHERE locked_until IS NOT NULL";
        assert_eq!(database.number(locked).await, 1);
    }
}
