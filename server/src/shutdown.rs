//! How a server that stands behind a proxy goes away without anybody noticing.
//!
//! A proxy keeps connections open and may send a form on one of them at the very moment at which it is
//! closed; as it cannot know whether the form arrived, it must not send it to another server. So nobody
//! new is let in, whoever is in gets an answer and is told that it is the last one, and what is silent is
//! closed only after the proxy itself has closed it.

use std::time::Duration;
use tokio::sync::watch;

/// How long connections are answered after nobody new is let in: longer than a proxy is to keep a silent
/// one (`keepalive_timeout` in `deploy/nginx.conf`).
pub(crate) const GRACE: Duration = Duration::from_secs(2);

/// How far it has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Staying,
    /// Nobody new is let in.
    Shutdown,
    /// What is silent is closed.
    Closing,
}

/// Whether the server is leaving.
#[derive(Clone)]
pub(crate) struct Shutdown(watch::Sender<Stage>);

impl Default for Shutdown {
    fn default() -> Self {
        Self(watch::Sender::new(Stage::Staying))
    }
}

impl Shutdown {
    pub(crate) fn begin(&self) {
        self.0.send_replace(Stage::Shutdown);
    }

    pub(crate) fn has_begun(&self) -> bool {
        *self.0.borrow() >= Stage::Shutdown
    }

    /// From now on what is silent is closed.
    pub(crate) fn close(&self) {
        self.0.send_replace(Stage::Closing);
    }

    /// Done once nobody new is to be let in.
    pub(crate) async fn begun(&self) {
        self.reached(Stage::Shutdown).await;
    }

    /// Done once what is silent is to be closed.
    pub(crate) async fn closing(&self) {
        self.reached(Stage::Closing).await;
    }

    async fn reached(&self, wanted: Stage) {
        // It cannot go away: `self` holds the other end.
        let _ = self.0.subscribe().wait_for(|stage| *stage >= wanted).await;
    }
}
