//! How a server that stands behind a proxy goes away without anybody noticing.
//!
//! A proxy keeps connections open and may send a form on one of them at the very moment at which it is
//! closed; as it cannot know whether the form arrived, it must not send it to another server. So nobody
//! new is let in, whoever is in gets an answer and is told that it is the last one, and what is silent is
//! closed only after the proxy itself has closed it.

use axum::serve::Listener;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How long connections are answered after nobody new is let in: longer than a proxy is to keep a silent
/// one (`keepalive_timeout` in `deploy/nginx.conf`).
pub(crate) const GRACE: Duration = Duration::from_secs(2);

/// Whether the server is leaving.
#[derive(Clone)]
pub(crate) struct Leaving(watch::Sender<bool>);

impl Default for Leaving {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Leaving {
    pub(crate) fn begin(&self) {
        self.0.send_replace(true);
    }

    pub(crate) fn has_begun(&self) -> bool {
        *self.0.borrow()
    }
}

/// Lets visitors in until the server leaves; those who had come by then too.
pub(crate) struct Door {
    address: SocketAddr,
    listener: Option<TcpListener>,
    leaving: watch::Receiver<bool>,
}

impl Door {
    pub(crate) fn new(listener: TcpListener, leaving: &Leaving) -> io::Result<Self> {
        Ok(Self {
            address: listener.local_addr()?,
            listener: Some(listener),
            leaving: leaving.0.subscribe(),
        })
    }
}

impl Listener for Door {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        if let Some(listener) = &mut self.listener {
            tokio::select! {
                biased;
                visitor = Listener::accept(listener) => return visitor,
                // It cannot be closed: the server itself holds the other end.
                _ = self.leaving.wait_for(|leaving| *leaving) => {}
            }
        }
        self.listener = None;
        std::future::pending().await
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}
