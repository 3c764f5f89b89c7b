//! What every handler can reach.

use app::context::Services;
use app::files::Files;
use std::ops::Deref;
use std::sync::Arc;

use crate::client_ip::ProxyWatch;
use crate::config::Config;
use crate::request_metrics::Requests;
use crate::screen_cache::LoginScreens;
use crate::shutdown::Shutdown;

/// Cheap to clone: one count for all of it. Each layer clones it for each request, and on several cores each
/// count is fought for.
#[derive(Clone)]
pub(crate) struct AppState(Arc<Shared>);

/// What the clones share.
pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) services: Services,
    pub(crate) login_screens: LoginScreens,
    pub(crate) shutdown: Shutdown,
    pub(crate) requests: Requests,
    pub(crate) proxies: ProxyWatch,
    /// What a page loads.
    pub(crate) files: Files,
}

impl AppState {
    pub(crate) fn new(config: Config, services: Services) -> Self {
        Self(Arc::new(Shared {
            files: Files::new(&config.leptos),
            config,
            services,
            login_screens: LoginScreens::default(),
            shutdown: Shutdown::default(),
            requests: Requests::default(),
            proxies: ProxyWatch::default(),
        }))
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
