//! Runs the server until it is told to stop.

use accounts::clock::Clock;
use accounts::mail::{Delivery, MailOptions};
use accounts::{Accounts, OpenError, Options};
use app::context::Services;
use app::cookies::Cookies;
use secrecy::ExposeSecret;
use std::io::{self, Write};
use std::net::SocketAddr;
use tokio::net::TcpListener;

use crate::config::{Config, ConfigError};
use crate::connections::{self, Limit};
use crate::metrics;
use crate::public_url::PublicUrl;
use crate::router::router;
use crate::shutdown;
use crate::state::AppState;
use crate::workers::Workers;

/// Why the server did not start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The configuration does not fit.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {error}")]
    Listen {
        /// Which one.
        address: SocketAddr,
        /// Why.
        error: io::Error,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] accounts::StoreError),
    /// The network or the terminal failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// A server that listens but does not answer yet.
pub struct Server {
    listener: TcpListener,
    metrics_listener: Option<TcpListener>,
    state: AppState,
}

/// Opens the accounts of a configuration.
///
/// # Errors
/// If the database cannot be opened.
pub async fn open(config: &Config, clock: Clock) -> Result<Accounts, OpenError> {
    Accounts::open(Options {
        database_url: config.database_url.expose_secret().to_owned(),
        hashing_cost: config.hashing_cost,
        hashing_threads: std::thread::available_parallelism().map_or(2, usize::from),
        mail: MailOptions {
            delivery: config.mail.clone(),
            from: config.sender(),
            public_url: config.public_url.origin().to_owned(),
        },
        clock,
    })
    .await
}

async fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address)
        .await
        .map_err(|error| ServeError::Listen { address, error })
}

impl Server {
    /// Takes the address first, so that a second server on it touches no database.
    ///
    /// # Errors
    /// [`ServeError`].
    pub async fn start(mut config: Config, clock: Clock) -> Result<Self, ServeError> {
        let wanted = config.listen;
        let listener = listen(wanted).await?;
        config.listen = listener.local_addr()?;
        if !config.public_url_is_given {
            config.public_url = PublicUrl::from_listener(config.listen);
        }
        let metrics_listener = match config.metrics_listen {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        let accounts = open(&config, clock).await?;
        // Before anybody can measure how long an answer takes.
        accounts.hash_costs.refresh().await?;
        app::init();
        let services = Services {
            accounts,
            cookies: Cookies::new(config.public_url.is_https(), config.public_url.port()),
        };
        let state = AppState::new(config, services);
        Ok(Self {
            listener,
            metrics_listener,
            state,
        })
    }

    /// Where it listens: another port than configured, where that was 0.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.state.config.listen
    }

    /// Where its metrics are, if it has any.
    ///
    /// # Errors
    /// If the system does not say.
    pub fn metrics_address(&self) -> io::Result<Option<SocketAddr>> {
        self.metrics_listener
            .as_ref()
            .map(TcpListener::local_addr)
            .transpose()
    }

    /// The accounts that it serves.
    #[must_use]
    pub fn accounts(&self) -> &Accounts {
        &self.state.services.accounts
    }

    /// Says where it is and, as long as there is no administrator, how to make one.
    ///
    /// # Errors
    /// If that cannot be written.
    pub async fn announce(&self, mut to: impl Write) -> Result<(), ServeError> {
        let url = &self.state.config.public_url;
        writeln!(to, "Latchkey is at {url}")?;
        if let Some(problem) = self.state.config.public_url_problem() {
            writeln!(to, "{problem}.")?;
        }
        if let Some(code) = self.accounts().setup.make_code().await? {
            writeln!(
                to,
                "There is no administrator yet. Open {url}/setup and enter this code: {}",
                code.reveal()
            )?;
        }
        Ok(to.flush()?)
    }

    /// Answers until `stop` is done, then lets what is under way come to its end; behind a proxy, what it
    /// may be about to send as well.
    ///
    /// # Errors
    /// If the network or the database fails for good.
    pub async fn run(
        self,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        if let Delivery::Folder(folder) = &self.state.config.mail {
            let folder = folder.display().to_string();
            tracing::warn!(
                folder,
                "no mail server is configured: mails are written to a folder"
            );
        }
        if let Some(problem) = self.state.config.public_url_problem() {
            tracing::warn!("{problem}");
        }
        let accounts = self.accounts().clone();
        let workers = Workers::start(&accounts, self.state.config.audit_stream);
        let shutdown = self.state.shutdown.clone();
        let proxies = self.state.config.trusted_proxies.clone();
        let behind_proxy = !proxies.is_empty();
        let limits = Limit::for_this_process();
        let metrics = async {
            if let Some(listener) = self.metrics_listener {
                let router = metrics::router(self.state.clone());
                connections::answer(listener, router, Limit::FEW, Vec::new(), shutdown.clone())
                    .await;
            }
        };
        let router = router(self.state.clone());
        let answered =
            connections::answer(self.listener, router, limits, proxies, shutdown.clone());
        let left = async {
            stop.await;
            shutdown.begin();
            if behind_proxy {
                tokio::time::sleep(shutdown::GRACE).await;
            }
            shutdown.close();
        };
        tokio::join!(answered, metrics, left);
        workers.end().await;
        Ok(accounts.close().await?)
    }
}

/// Done once the process is asked to stop: by a terminal (SIGINT) or by whoever started it (SIGTERM).
///
/// # Errors
/// If the system does not let us listen for signals.
pub fn asked_to_stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
    })
}
