//! Who may hold a connection, and for how long.
//!
//! A connection costs whoever opens it next to nothing, and the server a file descriptor and memory. So there
//! are only so many, a part of them at most for one network, none that is silent for long and none for ever:
//! who opens many and sends a byte on each now and then (CWE-400, "Slowloris") keeps nobody else out.

use accounts::network;
use axum::Router;
use axum::extract::ConnectInfo;
use axum::serve::Listener;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use ipnet::IpNet;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::layers::time_limit;
use crate::leaving::Leaving;

/// How long the head of a request may take, and a connection be silent before it.
const HEAD_WITHIN: Duration = Duration::from_secs(30);

/// The age at which a connection gets its last answer. That too has its time: [`time_limit::OF_FILES`].
const OLD: Duration = Duration::from_secs(10 * 60);

/// What is read of a request before somebody asks for more of it, in bytes; longer heads are refused (431).
const BUFFER: usize = 64 * 1024;

/// How many connections there may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// At once. Who comes when there are so many waits at the door.
    all: usize,
    /// At once from one network, unless it is a trusted proxy. Who comes then is turned away.
    of_one_network: usize,
}

impl Limits {
    /// As many as this process may open files, after what it needs for itself.
    pub(crate) fn of_this_process() -> Self {
        const MOST: usize = 4096;
        const OWN: usize = 128;
        let wanted = (MOST + OWN) as u64;
        let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
        // Programs start with few because of `select`, which is not used here.
        let raised = maximum.map_or(wanted, |maximum| maximum.min(wanted));
        let files = match current {
            Some(current) if current < raised => {
                let raised = Rlimit {
                    current: Some(raised),
                    maximum,
                };
                let _ = setrlimit(Resource::Nofile, raised);
                getrlimit(Resource::Nofile).current
            }
            current => current,
        };
        let files = files.map_or(MOST, |files| usize::try_from(files).unwrap_or(MOST));
        let all = files.saturating_sub(OWN).clamp(OWN, MOST);
        Self {
            all,
            of_one_network: all / 16,
        }
    }
}

/// Who holds connections.
struct Seats {
    limits: Limits,
    proxies: Vec<IpNet>,
    free: Arc<Semaphore>,
    taken: Mutex<HashMap<String, usize>>,
}

/// One connection's place, free again when this is dropped.
struct Seat {
    _free: OwnedSemaphorePermit,
    network: Option<String>,
    seats: Arc<Seats>,
}

impl Seats {
    fn new(limits: Limits, proxies: Vec<IpNet>) -> Arc<Self> {
        Arc::new(Self {
            limits,
            proxies,
            free: Arc::new(Semaphore::new(limits.all)),
            taken: Mutex::default(),
        })
    }

    /// Waits until there is one, for whoever comes next.
    async fn one(&self) -> OwnedSemaphorePermit {
        let free = Arc::clone(&self.free).acquire_owned().await;
        free.expect("this semaphore is never closed")
    }

    /// Gives it to somebody, unless their network has its part already.
    fn give(self: &Arc<Self>, free: OwnedSemaphorePermit, peer: SocketAddr) -> Option<Seat> {
        let address = peer.ip().to_canonical();
        let is_proxy = self.proxies.iter().any(|proxy| proxy.contains(&address));
        let network = (!is_proxy).then(|| network(address));
        if let Some(network) = &network {
            let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
            let part = taken.entry(network.clone()).or_default();
            if *part == self.limits.of_one_network {
                return None;
            }
            *part += 1;
            if *part == self.limits.of_one_network {
                tracing::warn!(
                    network,
                    connections = *part,
                    "no more connections for this network; is it a proxy that is not in trusted_proxies?"
                );
            }
        }
        Some(Seat {
            _free: free,
            network,
            seats: Arc::clone(self),
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some(network) = &self.network else {
            return;
        };
        let taken = self.seats.taken.lock();
        let mut taken = taken.unwrap_or_else(PoisonError::into_inner);
        match taken.get_mut(network) {
            Some(part) if *part > 1 => *part -= 1,
            _ => {
                taken.remove(network);
            }
        }
    }
}

/// Lets visitors in and answers them until the server leaves, and those who are in to their end.
pub(crate) async fn answer(
    mut listener: TcpListener,
    router: Router,
    limits: Limits,
    proxies: Vec<IpNet>,
    leaving: Leaving,
) {
    let seats = Seats::new(limits, proxies);
    let next = async |listener: &mut TcpListener| {
        let free = seats.one().await;
        let (stream, peer) = Listener::accept(listener).await;
        (free, stream, peer)
    };
    loop {
        let (free, stream, peer) = tokio::select! {
            biased;
            () = leaving.closing() => break,
            // Those who had come before it began to leave too.
            visitor = next(&mut listener) => visitor,
            () = leaving.begun() => break,
        };
        let Some(seat) = seats.give(free, peer) else {
            continue;
        };
        let (router, leaving) = (router.clone(), leaving.clone());
        tokio::spawn(async move {
            // Small answers at once; that the system refuses is no reason to refuse the visitor.
            let _ = stream.set_nodelay(true);
            serve(stream, peer, router, leaving).await;
            drop(seat);
        });
    }
    drop(listener);
    // All seats are free once the last one has gone.
    let everybody = u32::try_from(limits.all).unwrap_or(u32::MAX);
    let _ = seats.free.acquire_many(everybody).await;
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    peer: SocketAddr,
    router: Router,
    leaving: Leaving,
) {
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let last = async {
        tokio::select! {
            () = leaving.closing() => {}
            () = tokio::time::sleep(OLD) => {}
        }
    };
    // That a visitor goes away or speaks no HTTP is nothing to tell of.
    tokio::select! {
        _ = connection.as_mut() => return,
        () = last => connection.as_mut().graceful_shutdown(),
    }
    let _ = tokio::time::timeout(time_limit::OF_FILES, connection).await;
}

#[cfg(test)]
#[allow(
    clippy::disallowed_methods,
    reason = "the time of these tests is moved by them"
)]
mod tests {
    use super::*;
    use axum::http::StatusCode;
    use axum::routing::get;
    use std::io;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
    use tokio::net::TcpStream;
    use tokio::task::JoinHandle;
    use tokio::time::{Instant, advance};

    const ASK: &[u8] = b"GET / HTTP/1.1\r\nHost: login.example.test\r\n\r\n";

    fn router() -> Router {
        Router::new()
            .route("/", get(async || "here"))
            .route("/never", get(std::future::pending::<StatusCode>))
    }

    /// What comes back for `bytes`; nothing if the connection is closed.
    async fn send(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), bytes: &[u8]) -> String {
        let mut answer = vec![0; 4096];
        let length: io::Result<usize> = async {
            stream.write_all(bytes).await?;
            stream.read(&mut answer).await
        }
        .await;
        String::from_utf8_lossy(&answer[..length.unwrap_or(0)]).into_owned()
    }

    async fn is_answered(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> bool {
        send(stream, ASK).await.starts_with("HTTP/1.1 200")
    }

    /// A connection without a network, whose time stands still unless it is moved or waited for.
    fn connect() -> DuplexStream {
        let (ours, theirs) = tokio::io::duplex(4096);
        let peer = ([192, 0, 2, 1], 4000).into();
        tokio::spawn(serve(theirs, peer, router(), Leaving::default()));
        ours
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_does_not_come_to_its_end_is_not_waited_for() {
        let (begun, mut slow) = (Instant::now(), connect());
        // A line now and then is not enough.
        slow.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
        for _ in 0..2 {
            tokio::time::sleep(Duration::from_secs(12)).await;
            slow.write_all(b"X: y\r\n").await.unwrap();
        }
        assert_eq!(slow.read(&mut [0; 1024]).await.unwrap_or(0), 0);
        assert_eq!(begun.elapsed().as_secs(), HEAD_WITHIN.as_secs());
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_is_used_stays_until_it_is_old() {
        let (begun, mut visitor) = (Instant::now(), connect());
        while is_answered(&mut visitor).await {
            advance(Duration::from_secs(20)).await;
        }
        let age = begun.elapsed();
        assert!(age >= OLD && age < OLD + HEAD_WITHIN, "{age:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_does_not_end_is_given_up_at_last() {
        let (begun, mut visitor) = (Instant::now(), connect());
        let answer = send(&mut visitor, b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert_eq!(answer, "");
        let most = OLD + time_limit::OF_FILES;
        assert_eq!(begun.elapsed().as_secs(), most.as_secs());
    }

    struct Running {
        address: SocketAddr,
        leaving: Leaving,
        ended: JoinHandle<()>,
    }

    async fn start(all: usize, of_one_network: usize, proxies: &[&str]) -> Running {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let limits = Limits {
            all,
            of_one_network,
        };
        let proxies = proxies.iter().map(|proxy| proxy.parse().unwrap()).collect();
        let leaving = Leaving::default();
        let ended = tokio::spawn(answer(listener, router(), limits, proxies, leaving.clone()));
        Running {
            address,
            leaving,
            ended,
        }
    }

    async fn knock(running: &Running) -> TcpStream {
        TcpStream::connect(running.address).await.unwrap()
    }

    #[tokio::test]
    async fn one_network_has_a_part_of_the_seats() {
        let running = start(8, 2, &[]).await;
        let (mut first, mut second) = (knock(&running).await, knock(&running).await);
        assert!(is_answered(&mut first).await && is_answered(&mut second).await);
        assert!(!is_answered(&mut knock(&running).await).await);
        drop(first);
        // The server has yet to notice.
        while !is_answered(&mut knock(&running).await).await {
            tokio::task::yield_now().await;
        }
        assert!(is_answered(&mut second).await);
    }

    #[tokio::test]
    async fn a_trusted_proxy_has_all_of_them() {
        let running = start(3, 1, &["127.0.0.0/8"]).await;
        let mut all = Vec::new();
        for _ in 0..3 {
            let mut visitor = knock(&running).await;
            assert!(is_answered(&mut visitor).await);
            all.push(visitor);
        }
        // The next one waits until somebody goes.
        let mut waiting = knock(&running).await;
        waiting.write_all(ASK).await.unwrap();
        for visitor in &mut all {
            assert!(is_answered(visitor).await);
        }
        let early = waiting.try_read(&mut [0; 16]).unwrap_err();
        assert_eq!(early.kind(), io::ErrorKind::WouldBlock);
        all.pop();
        let answer = send(&mut waiting, b"").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    #[tokio::test]
    async fn who_leaves_lets_nobody_in_and_then_ends_what_is_silent() {
        let running = start(8, 8, &[]).await;
        let mut visitor = knock(&running).await;
        assert!(is_answered(&mut visitor).await);
        running.leaving.begin();
        while TcpStream::connect(running.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        assert!(is_answered(&mut visitor).await);
        running.leaving.close();
        running.ended.await.unwrap();
        assert_eq!(visitor.read(&mut [0; 16]).await.unwrap(), 0);
    }

    #[test]
    fn there_is_room_in_this_process() {
        let limits = Limits::of_this_process();
        assert!(
            limits.all >= 128 && limits.of_one_network >= 8,
            "{limits:?}"
        );
    }
}
