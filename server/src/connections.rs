//! Who may hold a connection, and for how long.
//!
//! A connection costs whoever opens it next to nothing, and the server a file descriptor and memory. So there
//! are only so many, a part of them at most for one network, none that is silent for long and none for ever:
//! who opens many and sends a byte on each now and then (CWE-400, "Slowloris") keeps nobody else out. Proxies
//! that are trusted, and whoever is on this machine, get in as long as there is one.

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::serve::Listener;
use hyper::Request;
use hyper::body::Incoming;
use hyper::header::{CONNECTION, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use ipnet::IpNet;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::layers::time_limit;
use crate::shutdown::Shutdown;

/// How long the head of a request may take, and a connection be silent before it. Trusted proxies keep
/// connections for later, and send a head at once: they have until the connection is [`OLD`].
const HEAD_WITHIN: Duration = Duration::from_secs(30);

/// The age at which whoever has a connection is told that this is the last answer on it. That too has its time:
/// [`time_limit::OF_FILES`].
const OLD: Duration = Duration::from_secs(10 * 60);

/// What is read of a request before somebody asks for more of it, in bytes; longer heads are refused (431).
const BUFFER: usize = 64 * 1024;

/// How many connections there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// At once. Who comes when there are so many waits at the door.
    all: usize,
    /// At once of strangers: the rest is for proxies. Who comes when they have so many is turned away.
    strangers: usize,
    /// The same for one network.
    network: usize,
}

impl Limits {
    const MOST: usize = 4096;
    /// Files that the process needs for itself.
    const OWN: usize = 128;
    /// A connection, and the file that is sent on it.
    const FILES: usize = 2;

    /// For those who watch the server.
    pub(crate) const FEW: Self = Self {
        all: 16,
        strangers: 14,
        network: 14,
    };

    /// As many as the files that this process may open allow, of which it takes more if it may.
    pub(crate) fn for_this_process() -> Self {
        let wanted = (Self::FILES * Self::MOST + Self::OWN) as u64;
        let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
        let raised = maximum.map_or(wanted, |maximum| maximum.min(wanted));
        if current.is_some_and(|current| current < raised) {
            // Programs start with few because of `select`, which is not used here.
            let raised = Rlimit {
                current: Some(raised),
                maximum,
            };
            let _ = setrlimit(Resource::Nofile, raised);
        }
        Self::for_files(getrlimit(Resource::Nofile).current)
    }

    /// For so many files; none is no limit.
    fn for_files(files: Option<u64>) -> Self {
        let files = files.map_or(usize::MAX, |files| {
            usize::try_from(files).unwrap_or(usize::MAX)
        });
        let all = (files.saturating_sub(Self::OWN) / Self::FILES).clamp(8, Self::MOST);
        let strangers = all - all / 8;
        Self {
            all,
            strangers,
            // Where there are few, still what an office behind one address needs.
            network: (all / 8).max(Self::OWN).min(strangers),
        }
    }
}

/// Whose connections are counted together: an IPv4 address, or the /56 that a line with IPv6 has at most. A
/// failed login counts for a /64, which is one house; but here one house with many must not look like a crowd.
fn network(address: IpAddr) -> IpNet {
    let bits = if address.is_ipv4() { 32 } else { 56 };
    IpNet::new_assert(address, bits).trunc()
}

/// Who holds connections.
struct Seats {
    limits: Limits,
    proxies: Vec<IpNet>,
    free: Arc<Semaphore>,
    strangers: Mutex<StrangerSeats>,
}

#[derive(Default)]
struct StrangerSeats {
    all: usize,
    networks: HashMap<IpNet, Taken>,
}

#[derive(Default)]
struct Taken {
    seats: usize,
    /// The log says so, once until most of them are free again.
    told: bool,
}

/// One connection's place, free again when this is dropped.
struct Seat {
    _free: OwnedSemaphorePermit,
    /// Nothing for a proxy.
    network: Option<IpNet>,
    seats: Arc<Seats>,
}

impl Seats {
    fn new(limits: Limits, proxies: Vec<IpNet>) -> Arc<Self> {
        Arc::new(Self {
            limits,
            proxies,
            free: Arc::new(Semaphore::new(limits.all)),
            strangers: Mutex::default(),
        })
    }

    /// Waits until there is one, for whoever comes next.
    async fn one(&self) -> OwnedSemaphorePermit {
        let free = Arc::clone(&self.free).acquire_owned().await;
        free.expect("this semaphore is never closed")
    }

    /// Gives it to somebody, unless strangers or their network have their part already.
    fn give(self: &Arc<Self>, free: OwnedSemaphorePermit, address: IpAddr) -> Option<Seat> {
        let address = address.to_canonical();
        let is_proxy = self.proxies.iter().any(|proxy| proxy.contains(&address));
        let network = (!is_proxy && !address.is_loopback()).then(|| network(address));
        if let Some(network) = network {
            self.take(network)?;
        }
        Some(Seat {
            _free: free,
            network,
            seats: Arc::clone(self),
        })
    }

    fn take(&self, network: IpNet) -> Option<()> {
        let mut strangers = self.strangers();
        if strangers.all >= self.limits.strangers {
            return None;
        }
        let taken = strangers.networks.entry(network).or_default();
        if taken.seats >= self.limits.network {
            if !std::mem::replace(&mut taken.told, true) {
                tracing::warn!(
                    %network,
                    connections = taken.seats,
                    "no more connections for this network; is it a proxy that is not in trusted_proxies?"
                );
            }
            return None;
        }
        taken.seats += 1;
        strangers.all += 1;
        Some(())
    }

    fn give_back(&self, network: IpNet) {
        let mut strangers = self.strangers();
        strangers.all -= 1;
        if let Some(taken) = strangers.networks.get_mut(&network) {
            taken.seats -= 1;
            taken.told &= taken.seats > self.limits.network / 2;
            if taken.seats == 0 {
                strangers.networks.remove(&network);
            }
        }
    }

    fn strangers(&self) -> MutexGuard<'_, StrangerSeats> {
        self.strangers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(network) = self.network {
            self.seats.give_back(network);
        }
    }
}

/// Lets visitors in and answers them until the server leaves, and those who are in to their end.
pub(crate) async fn answer(
    mut listener: TcpListener,
    router: Router,
    limits: Limits,
    proxies: Vec<IpNet>,
    shutdown: Shutdown,
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
            () = shutdown.closing() => break,
            // Those who had come before it began to leave too.
            visitor = next(&mut listener) => visitor,
            () = shutdown.begun() => break,
        };
        let Some(seat) = seats.give(free, peer.ip()) else {
            continue;
        };
        let (router, shutdown) = (router.clone(), shutdown.clone());
        tokio::spawn(async move {
            // Small answers at once; that the system refuses is no reason to refuse the visitor.
            let _ = stream.set_nodelay(true);
            let head_within = seat.network.map_or(OLD, |_| HEAD_WITHIN);
            serve(stream, peer, head_within, router, shutdown).await;
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
    head_within: Duration,
    router: Router,
    shutdown: Shutdown,
) {
    let old = &AtomicBool::new(false);
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        // Of a target without a path (RFC 9112, 3.2.3 and 3.2.4) nothing can be said, and the router cannot take it.
        let has_path = request.uri().path().starts_with('/');
        let answer = has_path.then(|| router.call(request));
        async move {
            let mut answer = match answer {
                Some(answer) => answer.await?,
                None => StatusCode::BAD_REQUEST.into_response(),
            };
            if old.load(Ordering::Relaxed) {
                let close = HeaderValue::from_static("close");
                answer.headers_mut().insert(CONNECTION, close);
            }
            Ok::<_, Infallible>(answer)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_within)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let aged = async {
        tokio::time::sleep(OLD).await;
        // Closing it while it is silent would lose what is being sent at that moment.
        old.store(true, Ordering::Relaxed);
        tokio::time::sleep(time_limit::OF_FILES).await;
    };
    // That a visitor goes away or speaks no HTTP is nothing to tell of.
    tokio::select! {
        biased;
        _ = connection.as_mut() => return,
        () = shutdown.closing() => connection.as_mut().graceful_shutdown(),
        () = aged => return,
    }
    let _ = tokio::time::timeout(time_limit::OF_ANSWERS, connection).await;
}

#[cfg(test)]
#[allow(
    clippy::disallowed_methods,
    reason = "the time of these tests is moved by them"
)]
mod tests {
    use super::*;
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
        let (within, shutdown) = (HEAD_WITHIN, Shutdown::default());
        tokio::spawn(serve(theirs, peer, within, router(), shutdown));
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
    async fn a_connection_that_is_used_stays_until_it_is_old_and_says_so() {
        let (begun, mut visitor) = (Instant::now(), connect());
        let mut answer = String::new();
        while !answer.contains("connection: close") {
            assert!(begun.elapsed() < OLD + HEAD_WITHIN);
            answer = send(&mut visitor, ASK).await;
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
            advance(Duration::from_secs(20)).await;
        }
        assert!(begun.elapsed() >= OLD);
        assert!(!is_answered(&mut visitor).await);
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
        shutdown: Shutdown,
        ended: JoinHandle<()>,
    }

    async fn start(all: usize) -> Running {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let limits = Limits { all, ..Limits::FEW };
        let shutdown = Shutdown::default();
        let answered = answer(listener, router(), limits, Vec::new(), shutdown.clone());
        Running {
            address,
            shutdown,
            ended: tokio::spawn(answered),
        }
    }

    async fn knock(running: &Running) -> TcpStream {
        TcpStream::connect(running.address).await.unwrap()
    }

    /// A seat for whoever comes from an address, if there is one.
    fn seat(seats: &Arc<Seats>, address: &str) -> Option<Seat> {
        let free = Arc::clone(&seats.free).try_acquire_owned().ok()?;
        seats.give(free, address.parse().unwrap())
    }

    #[test]
    fn a_network_has_a_part_of_the_seats_and_strangers_leave_some_to_proxies() {
        let limits = Limits {
            all: 6,
            strangers: 4,
            network: 2,
        };
        let seats = Seats::new(limits, vec!["10.0.0.0/8".parse().unwrap()]);
        let mut held = Vec::new();
        for address in [
            "192.0.2.1",
            "::ffff:192.0.2.1",
            "2001:db8:0:ff::1",
            "2001:db8:0:1::1",
        ] {
            held.push(seat(&seats, address).unwrap());
        }
        // Theirs are gone, and so are those of strangers.
        assert!(seat(&seats, "192.0.2.1").is_none());
        assert!(seat(&seats, "198.51.100.1").is_none());
        held.push(seat(&seats, "10.1.2.3").unwrap());
        held.push(seat(&seats, "127.0.0.1").unwrap());
        assert!(seat(&seats, "10.1.2.3").is_none());
        // One goes: another network may come, but not a third of the same.
        held.remove(0);
        assert!(seat(&seats, "2001:db8:0:2::1").is_none());
        drop(seat(&seats, "198.51.100.1").unwrap());
        drop(seat(&seats, "192.0.2.1").unwrap());
        held.clear();
        assert_eq!(seats.free.available_permits(), limits.all);
        assert!(seats.strangers().networks.is_empty());
        assert_eq!(seats.strangers().all, 0);
    }

    #[test]
    fn there_are_as_many_as_files_may_be_open() {
        let of = |files| {
            let Limits {
                all,
                strangers,
                network,
            } = Limits::for_files(files);
            (all, strangers, network)
        };
        assert_eq!(of(None), (4096, 3584, 512));
        assert_eq!(of(Some(1 << 20)), (4096, 3584, 512));
        assert_eq!(of(Some(8320)), (4096, 3584, 512));
        assert_eq!(of(Some(1024)), (448, 392, 128));
        assert_eq!(of(Some(64)), (8, 7, 7));
        assert_ne!(Limits::for_this_process(), Limits::for_files(Some(64)));
    }

    #[tokio::test]
    async fn who_finds_no_seat_waits_until_somebody_goes() {
        let running = start(3).await;
        let mut all = Vec::new();
        for _ in 0..3 {
            let mut visitor = knock(&running).await;
            assert!(is_answered(&mut visitor).await);
            all.push(visitor);
        }
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
        let running = start(8).await;
        let mut visitor = knock(&running).await;
        assert!(is_answered(&mut visitor).await);
        running.shutdown.begin();
        while TcpStream::connect(running.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        assert!(is_answered(&mut visitor).await);
        running.shutdown.close();
        running.ended.await.unwrap();
        assert_eq!(visitor.read(&mut [0; 16]).await.unwrap(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn who_leaves_waits_for_an_answer_only_so_long() {
        let (mut ours, theirs) = tokio::io::duplex(4096);
        let (peer, shutdown) = (([192, 0, 2, 1], 4000).into(), Shutdown::default());
        shutdown.close();
        let begun = Instant::now();
        ours.write_all(b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
            .await
            .unwrap();
        serve(theirs, peer, HEAD_WITHIN, router(), shutdown).await;
        let most = time_limit::OF_ANSWERS;
        assert_eq!(begun.elapsed().as_secs(), most.as_secs());
    }
}
