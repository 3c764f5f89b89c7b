//! What the server knows how to do with accounts: log in, lock, recover, administer. It knows no HTTP
//! and no Leptos; callers hand it values and get values, and map each operation's own error.
//!
//! Each folder is a feature: one service or several, with tables of their own. [`Accounts`] holds them all. From the ground up: `store`
//! remembers; `audit` writes down what happens; `settings` says what administrators have set; `links` and `mail`
//! reach people; `login` lets them in, or not; `recovery` gets them back in; `account` is their own, `users` is the
//! administrators'; `reports` is what they tell each other by telephone.

pub mod account;
pub mod audit;
mod base;
pub mod cleanup;
pub mod client;
pub mod clock;
mod csv_file;
pub mod current_user;
pub mod figures;
pub mod invariants;
mod links;
pub mod login;
pub mod mail;
mod network;
pub mod recovery;
pub mod reports;
pub mod secret;
pub mod settings;
pub mod setup;
mod store;
mod tasks;
pub mod users;

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use account::OwnAccount;
use audit::AuditLog;
use base::Base;
use cleanup::Cleanup;
use clock::Clock;
use figures::Figures;
use invariants::Invariants;
use links::Links;
use login::{
    Attempts, HashCosts, Hasher, HashingCost, KnownBrowsers, LockNotices, Lockout, Login,
    LoginCounts, OwnPasswordCheck, Sessions,
};
use mail::{MailOptions, Mailer};
use recovery::{NewPasswords, Recovery};
use reports::Reports;
use settings::PortalSettings;
use setup::Setup;
use store::Store;
pub use store::{BackUpError, OpenError, StoreError};
use tasks::Tasks;
use users::import::UserImport;
use users::{ChangeEffects, Users};

/// The name of the key that stamps the codes of browsers.
const REPORT_CODES: &str = "report codes";
/// The name of the key that chooses what comparing costs for names that nobody has.
const DUMMY_COST: &str = "nobody's cost";

/// What opening needs to know. It does not print: there may be a password in it.
#[derive(Clone)]
pub struct Options {
    /// `sqlite://path` or `postgres://…`; may hold a password.
    pub database_url: String,
    /// What a new password hash costs.
    pub hashing_cost: HashingCost,
    /// How many passwords are hashed at once; each takes a core and the cost's memory.
    pub hashing_threads: usize,
    /// How mails are sent.
    pub mail: MailOptions,
    /// What tells the time.
    pub clock: Clock,
}

/// The accounts: one handle for all services, cheap to clone.
#[derive(Clone)]
pub struct Accounts(Arc<AccountServices>);

/// What can be done with accounts.
pub struct AccountServices {
    base: Base,
    tasks: Tasks,
    /// Logging in.
    pub login: Login,
    /// Locks after failed attempts.
    pub lockout: Lockout,
    /// The record of attempts.
    pub attempts: Attempts,
    /// Mails about locks.
    pub lock_notices: LockNotices,
    /// What comparing a password costs.
    pub hash_costs: HashCosts,
    /// Who is logged in.
    pub sessions: Sessions,
    /// One's own password, entered again.
    pub own_password: OwnPasswordCheck,
    /// Ways back in.
    pub recovery: Recovery,
    /// One's own account.
    pub own_account: OwnAccount,
    /// Users, for administrators.
    pub users: Users,
    /// Many users in a file.
    pub user_import: UserImport,
    /// Reports of those who cannot log in.
    pub reports: Reports,
    /// The settings, and the portal's picture.
    pub settings: PortalSettings,
    /// The audit log.
    pub audit: AuditLog,
    /// Mails.
    pub mailer: Mailer,
    /// The first administrator.
    pub setup: Setup,
    /// What operators watch.
    pub figures: Figures,
    /// What must hold of the database.
    pub invariants: Invariants,
    /// What has lost its meaning.
    pub cleanup: Cleanup,
}

impl Deref for Accounts {
    type Target = AccountServices;

    fn deref(&self) -> &AccountServices {
        &self.0
    }
}

impl Accounts {
    /// Opens the database and brings its tables up to date.
    ///
    /// # Errors
    /// [`OpenError`], if it cannot be opened.
    pub async fn open(options: Options) -> Result<Self, OpenError> {
        let store = Store::open(&options.database_url).await?;
        let connection = store.connection();
        let report_key = store::secrets::get_or_create(connection, REPORT_CODES).await?;
        let cost_key = store::secrets::get_or_create(connection, DUMMY_COST).await?;
        let base = Base::new(store, options.clock.clone());
        let services = AccountServices::new(base, options, report_key, cost_key);
        Ok(Self(Arc::new(services)))
    }

    /// Copies a database of SQLite into a new file for its owner alone, while servers use it; its tables stay as
    /// they are.
    ///
    /// # Errors
    /// [`BackUpError`].
    pub async fn back_up(database_url: &str, file: &Path) -> Result<(), BackUpError> {
        store::back_up(database_url, file).await
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> model::timestamp::Timestamp {
        self.base.clock.now()
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// If it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.base.store.ping().await
    }

    /// Waits for what is under way, whether anybody still wants to know or not, and closes the database.
    ///
    /// # Errors
    /// If the database fails meanwhile.
    pub async fn close(self) -> Result<(), StoreError> {
        let _nothing_under_way = self.tasks.completed().await;
        self.attempts.flush_rejected().await?;
        self.base.store.clone().close().await
    }
}

impl AccountServices {
    /// Builds each of those that it stands on.
    fn new(base: Base, options: Options, report_key: [u8; 32], cost_key: [u8; 32]) -> Self {
        let (tasks, counts) = (Tasks::default(), Arc::<LoginCounts>::default());
        let hasher = Hasher::start(options.hashing_threads, options.hashing_cost);
        let links = Links { base: base.clone() };
        let mailer = Mailer::new(base.clone(), links.clone(), options.mail);
        let sessions = Sessions { base: base.clone() };
        let known_browsers = KnownBrowsers {
            base: base.clone(),
            mailer: mailer.clone(),
        };
        let attempts = Attempts::new(base.clone());
        let lockout = Lockout::new(base.clone(), attempts.clone(), known_browsers.clone());
        let own_password = OwnPasswordCheck {
            base: base.clone(),
            lockout: lockout.clone(),
            sessions: sessions.clone(),
            hasher: hasher.clone(),
            tasks: tasks.clone(),
        };
        let new_passwords = NewPasswords {
            base: base.clone(),
            hasher: hasher.clone(),
            sessions: sessions.clone(),
            known_browsers: known_browsers.clone(),
            lockout: lockout.clone(),
            mailer: mailer.clone(),
        };
        let (users, user_import) = user_services(
            &base,
            (&mailer, &sessions, &attempts, &lockout),
            &new_passwords,
        );
        let reports = Reports {
            base: base.clone(),
            attempts: attempts.clone(),
            lockout: lockout.clone(),
            users: users.clone(),
            key: report_key,
        };
        Self {
            login: Login {
                base: base.clone(),
                links: links.clone(),
                lockout: lockout.clone(),
                sessions: sessions.clone(),
                known_browsers: known_browsers.clone(),
                hasher: hasher.clone(),
                counts: Arc::clone(&counts),
                tasks: tasks.clone(),
            },
            lock_notices: LockNotices {
                base: base.clone(),
                attempts: attempts.clone(),
                mailer: mailer.clone(),
            },
            hash_costs: HashCosts {
                base: base.clone(),
                hasher: hasher.clone(),
                key: cost_key,
            },
            recovery: Recovery {
                base: base.clone(),
                mailer: mailer.clone(),
                links: links.clone(),
                new_passwords: new_passwords.clone(),
            },
            own_account: OwnAccount {
                base: base.clone(),
                mailer: mailer.clone(),
                links: links.clone(),
                sessions: sessions.clone(),
                attempts: attempts.clone(),
                own_password: own_password.clone(),
                new_passwords: new_passwords.clone(),
                tasks: tasks.clone(),
            },
            setup: Setup {
                base: base.clone(),
                new_passwords,
            },
            figures: Figures {
                counts,
                hasher,
                lockout: lockout.clone(),
                mailer: mailer.clone(),
            },
            invariants: Invariants {
                store: base.store.clone(),
            },
            cleanup: Cleanup {
                base: base.clone(),
                links,
                mailer: mailer.clone(),
                attempts: attempts.clone(),
                lockout: lockout.clone(),
                sessions: sessions.clone(),
                known_browsers,
                import: user_import.clone(),
                reports: reports.clone(),
            },
            audit: base.audit.clone(),
            settings: base.settings.clone(),
            base,
            tasks,
            lockout,
            attempts,
            sessions,
            own_password,
            users,
            user_import,
            reports,
            mailer,
        }
    }
}

/// Builds the services with which administrators change users.
fn user_services(
    base: &Base,
    (mailer, sessions, attempts, lockout): (&Mailer, &Sessions, &Attempts, &Lockout),
    new_passwords: &NewPasswords,
) -> (Users, UserImport) {
    let effects = ChangeEffects {
        base: base.clone(),
        mailer: mailer.clone(),
        sessions: sessions.clone(),
    };
    let users = Users {
        base: base.clone(),
        mailer: mailer.clone(),
        sessions: sessions.clone(),
        attempts: attempts.clone(),
        lockout: lockout.clone(),
        new_passwords: new_passwords.clone(),
        effects: effects.clone(),
    };
    let user_import = UserImport {
        base: base.clone(),
        mailer: mailer.clone(),
        new_passwords: new_passwords.clone(),
        effects,
    };
    (users, user_import)
}
