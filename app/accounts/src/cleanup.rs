//! Forgets what has lost its meaning, so that no table grows without bound.

use model::timestamp::{Duration, Timestamp};

use crate::Accounts;
use crate::store::{self, StoreError};

/// How long attempts of an account are kept for its administrator.
const TRIES_KEPT: Duration = Duration::days(90);
/// How long a name that nobody has is remembered. What was typed there may have been a password.
const STRANGERS_KEPT: Duration = Duration::days(30);
/// How many such names, attempts of them, buckets, and entries of the log that strangers caused are
/// remembered at most, whatever a flood of them does. Each takes about 200 bytes.
const STRANGERS: u64 = 100_000;
/// A browser's cookie lives no longer either.
const DEVICES_KEPT: Duration = Duration::days(400);
/// How long mails that were sent or given up are kept for the administrator.
const MAILS_KEPT: Duration = Duration::days(30);
/// How long it can still be said why a link is good for nothing.
const LINKS_KEPT: Duration = Duration::days(7);
/// How long reports are kept for the administrator. A password may stand where a login name should.
const REPORTS_KEPT: Duration = Duration::days(30);
/// How long files of users are kept; they wait no longer either.
const IMPORTS_KEPT: Duration = Duration::hours(1);
/// Places that are given up in one go.
const AT_ONCE: u64 = 100;

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

impl Accounts {
    /// Cleans up. Several servers may do it at once.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn clean_up(&self) -> Result<Cleaned, StoreError> {
        self.clean_up_to(STRANGERS).await
    }

    async fn clean_up_to(&self, strangers: u64) -> Result<Cleaned, StoreError> {
        let now = self.inner.clock.now();
        self.give_up_lost_places(now).await?;
        self.sum_up_strangers().await?;
        let connection = self.inner.store.connection();
        let strangers_before = now.before(STRANGERS_KEPT);
        let settings = self.settings().await?;
        let cleaned = Cleaned {
            counters: store::counters::delete_old(connection, strangers_before).await?
                + store::counters::keep_strangers(connection, strangers).await?,
            buckets: store::buckets::clean(connection, now, strangers).await?,
            attempts: store::attempts::delete_old(
                connection,
                now.before(TRIES_KEPT),
                strangers_before,
                strangers,
            )
            .await?,
            sessions: store::sessions::delete_ended(connection, &settings.session_rules(), now)
                .await?,
            devices: store::devices::delete_unused(connection, now.before(DEVICES_KEPT)).await?,
            mails: store::mails::delete_done(connection, now.before(MAILS_KEPT)).await?,
            links: store::links::delete_expired(connection, now.before(LINKS_KEPT)).await?,
            reports: store::reports::delete_old(connection, now.before(REPORTS_KEPT), strangers)
                .await?,
            imports: store::imports::delete_old(connection, now.before(IMPORTS_KEPT)).await?,
            log_entries: match store::audit_log::may_delete(connection).await? {
                false => 0,
                true => {
                    let before = now.before(settings.log_retention());
                    store::audit_log::delete_old(connection, before).await?
                        + store::audit_log::keep_strangers(connection, strangers).await?
                }
            },
        };
        self.inner.store.forget_deleted().await?;
        Ok(cleaned)
    }

    /// Counts as failed what servers that were killed left, also where nobody asks for a place.
    async fn give_up_lost_places(&self, now: Timestamp) -> Result<(), StoreError> {
        let connection = self.inner.store.connection();
        for (subject, user_id) in
            store::attempts::with_lost_places(connection, now, AT_ONCE).await?
        {
            let transaction = self.inner.store.write().await?;
            self.settle(&transaction, subject, user_id, now).await?;
            transaction.commit().await.map_err(StoreError::from)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;
    use crate::clock::Clock;
    use crate::login::{Client, LoginAttempt};
    use crate::mail::{Delivery, MailOptions};
    use crate::secret::RequestId;
    use crate::users::UserFields;
    use model::finding::Findings;
    use model::locale::Locale;
    use model::login_name::{LoginName, TypedName};
    use model::password::Password;
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
        accounts.add_user(&mika, &known).await.unwrap();
        let mut wrong = attempt(200);
        wrong.name = TypedName::parse("mika").unwrap();
        accounts.log_in(wrong).await.unwrap_err();
        // The oldest is locked, and so the last to be forgotten.
        for _ in 0..10 {
            accounts.log_in(attempt(0)).await.unwrap_err();
        }
        for number in 1..60 {
            hand.advance(Duration::seconds(1));
            accounts.log_in(attempt(number)).await.unwrap_err();
        }
        let cleaned = accounts.clean_up_to(20).await.unwrap();
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
