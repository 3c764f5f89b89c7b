//! What the server knows how to do with accounts: log in, lock, log out, set up, add. It knows no HTTP
//! and no Leptos; callers hand it values and get values, and map each operation's own error.

#[path = "login/attempts.rs"]
pub mod attempts;
pub mod audit;
#[path = "account/change_password.rs"]
pub mod change_password;
pub mod cleanup;
pub mod clock;
#[path = "users/closest.rs"]
pub mod closest;
#[path = "login/common_passwords.rs"]
mod common_passwords;
#[path = "users/edit.rs"]
pub mod edit_user;
pub mod figures;
#[path = "login/hasher.rs"]
pub mod hasher;
pub mod invariants;
#[path = "login/lockout.rs"]
mod lockout;
pub mod login;
#[path = "settings/logo.rs"]
pub mod logo;
pub mod mail;
#[path = "recovery/new_password.rs"]
pub mod new_password;
#[path = "account/mod.rs"]
pub mod own_account;
#[path = "login/own_password.rs"]
pub mod own_password;
#[path = "login/rate_limit.rs"]
mod rate_limit;
pub mod reports;
#[path = "recovery/reset.rs"]
pub mod reset;
pub mod secret;
#[path = "login/sessions.rs"]
pub mod sessions;
pub mod settings;
pub mod setup;
mod store;
#[path = "audit/strangers.rs"]
mod strangers;
#[path = "users/effects.rs"]
mod user_changes;
#[path = "users/import/mod.rs"]
pub mod user_file;
#[path = "users/list.rs"]
pub mod user_list;
pub mod users;

use std::path::Path;
use std::sync::Arc;

use attempts::RejectedAttempts;
use clock::Clock;
use figures::LoginCounts;
use hasher::{Hasher, HashingCost};
use lockout::AttemptQueue;
use mail::{MailOptions, Transport, host_of};
use store::Store;
pub use store::{BackUpError, OpenError, StoreError};
use strangers::Strangers;
use tokio::sync::RwLock;
use tracing::Instrument;

/// The name of the key that stamps the codes of browsers.
const REPORT_CODES: &str = "report codes";

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

/// The accounts: one handle for all operations, cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    hasher: Hasher,
    clock: Clock,
    queue: AttemptQueue,
    logins: LoginCounts,
    recorder: RejectedAttempts,
    strangers: Strangers,
    mail: MailOptions,
    transport: Transport,
    settings: settings::SettingsCache,
    /// Stamps the codes of browsers.
    report_key: [u8; 32],
    /// Shared by the operations that are to come to their end.
    under_way: Arc<RwLock<()>>,
}

impl Accounts {
    /// Opens the database and brings its tables up to date.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub async fn open(options: Options) -> Result<Self, OpenError> {
        let store = Store::open(&options.database_url).await?;
        let report_key = store::secrets::get_or_create(store.connection(), REPORT_CODES).await?;
        let host = host_of(&options.mail.public_url);
        let transport = Transport::open(options.mail.delivery.clone(), host);
        Ok(Self {
            inner: Arc::new(Inner {
                store,
                hasher: Hasher::start(options.hashing_threads, options.hashing_cost),
                clock: options.clock,
                queue: AttemptQueue::new(),
                logins: LoginCounts::default(),
                recorder: RejectedAttempts::default(),
                strangers: Strangers::default(),
                mail: options.mail,
                transport,
                settings: settings::SettingsCache::default(),
                report_key,
                under_way: Arc::default(),
            }),
        })
    }

    /// Copies a database of SQLite into a new file for its owner alone, while servers use it; its tables stay as
    /// they are.
    ///
    /// # Errors
    /// [`BackUpError`].
    pub async fn back_up(database_url: &str, file: &Path) -> Result<(), BackUpError> {
        Store::back_up(database_url, file).await
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> model::timestamp::Timestamp {
        self.inner.clock.now()
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// If it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.inner.store.ping().await
    }

    /// Lets an operation come to its end when the caller goes away, as a browser does that hangs up, so that it
    /// leaves nothing half done.
    async fn to_its_end<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
        &self,
        operation: impl FnOnce(Self) -> F,
    ) -> T {
        let under_way = Arc::clone(&self.inner.under_way).read_owned().await;
        let operation = operation(self.clone());
        let task = async move {
            let result = operation.await;
            drop(under_way);
            result
        };
        match tokio::spawn(task.in_current_span()).await {
            Ok(result) => result,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }

    /// Waits for what is under way, whether anybody still wants to know or not, and closes the database.
    ///
    /// # Errors
    /// If the database fails meanwhile.
    pub async fn close(self) -> Result<(), StoreError> {
        let _nothing_under_way = self.inner.under_way.write().await;
        self.flush_rejected_attempts().await?;
        self.inner.store.clone().close().await
    }
}
