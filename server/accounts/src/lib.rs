//! What the server knows how to do with accounts: log in, lock, log out, set up, add. It knows no HTTP
//! and no Leptos; callers hand it values and get values, and map each operation's own error.

pub mod audit;
pub mod change_password;
pub mod cleanup;
pub mod clock;
pub mod closest;
mod common_passwords;
pub mod edit_user;
pub mod hasher;
pub mod invariants;
mod lockout;
pub mod login;
pub mod logo;
pub mod mail;
pub mod new_password;
pub mod own_account;
pub mod own_password;
mod rate_limit;
pub mod reports;
pub mod reset;
pub mod secret;
pub mod sessions;
pub mod settings;
pub mod setup;
mod store;
pub mod tries;
mod user_changes;
pub mod user_file;
pub mod user_list;
pub mod users;

use std::sync::Arc;

use clock::Clock;
use hasher::{Hasher, HashingCost};
use lockout::Lines;
use mail::{MailOptions, Transport, host_of};
use store::Store;
pub use store::{OpenError, StoreError};
use tries::Recorder;

/// What opening needs to know.
#[derive(Clone, Debug)]
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
    lines: Lines,
    recorder: Recorder,
    mail: MailOptions,
    transport: Transport,
    settings: settings::Memory,
}

impl Accounts {
    /// Opens the database and brings its tables up to date.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub async fn open(options: Options) -> Result<Self, OpenError> {
        let store = Store::open(&options.database_url).await?;
        let host = host_of(&options.mail.public_url);
        let transport = Transport::open(options.mail.delivery.clone(), host);
        Ok(Self {
            inner: Arc::new(Inner {
                store,
                hasher: Hasher::start(options.hashing_threads, options.hashing_cost),
                clock: options.clock,
                lines: Lines::new(),
                recorder: Recorder::default(),
                mail: options.mail,
                transport,
                settings: settings::Memory::default(),
            }),
        })
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

    /// Waits for what is under way and closes the database.
    ///
    /// # Errors
    /// If the database fails meanwhile.
    pub async fn close(self) -> Result<(), StoreError> {
        self.write_down_tries().await?;
        self.inner.store.clone().close().await
    }
}
