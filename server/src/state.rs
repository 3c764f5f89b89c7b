//! What every handler can reach.

use app::context::Services;
use leptos::config::LeptosOptions;
use std::sync::Arc;

use crate::config::Config;

/// Cheap to clone.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) config: Arc<Config>,
    pub(crate) services: Services,
}

impl State {
    pub(crate) fn leptos(&self) -> LeptosOptions {
        self.config.leptos.clone()
    }
}
