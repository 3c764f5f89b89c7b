//! Who may hold a connection, and for how long.
//!
//! A connection costs whoever opens it next to nothing, and the server a file descriptor and memory. So there
//! are only so many, none that is silent for long and none for ever: who opens many and sends a byte on each now and
//! then (CWE-400, "Slowloris") does not hold them. How many one network may have is for the proxy to say, which stands
//! before every server that can be reached from outside: it alone speaks TLS.

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
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::layers::time_limit;
use crate::shutdown::Shutdown;

/// How long the head of a request may take, and a connection be silent before it. Trusted proxies, and whoever is on
/// this machine, keep connections for later and send a head at once: they have until the connection is [`OLD`].
const HEAD_WITHIN: Duration = Duration::from_secs(30);

/// The age at which whoever has a connection is told that this is the last answer on it. That too has its time:
/// [`time_limit::OF_FILES`].
const OLD: Duration = Duration::from_secs(10 * 60);

/// What is read of a request before somebody asks for more of it, in bytes; longer heads are refused (431).
const BUFFER: usize = 64 * 1024;

/// How many connections there may be at once. Who comes when there are so many waits at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limit(usize);

impl Limit {
    const MOST: usize = 4096;
    /// Files that the process needs for itself.
    const OWN: usize = 128;
    /// A connection, and the file that is sent on it.
    const FILES: usize = 2;

    /// For those who watch the server.
    pub(crate) const FEW: Self = Self(16);

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
        Self((files.saturating_sub(Self::OWN) / Self::FILES).clamp(8, Self::MOST))
    }
}

/// Lets clients in and answers them until the server shuts down, and those who are in to their end. `proxies` keep
/// connections for later.
pub(crate) async fn answer(
    mut listener: TcpListener,
    router: Router,
    Limit(most): Limit,
    proxies: Vec<IpNet>,
    shutdown: Shutdown,
) {
    let free = Arc::new(Semaphore::new(most));
    let next = async |listener: &mut TcpListener| {
        let place = Arc::clone(&free).acquire_owned().await;
        let (stream, peer) = Listener::accept(listener).await;
        (place.expect("this semaphore is never closed"), stream, peer)
    };
    loop {
        let (place, stream, peer) = tokio::select! {
            biased;
            () = shutdown.closing() => break,
            // Those who had come before it began to shut down too.
            client = next(&mut listener) => client,
            () = shutdown.begun() => break,
        };
        let head_within = head_within(&proxies, peer.ip());
        let (router, shutdown) = (router.clone(), shutdown.clone());
        tokio::spawn(async move {
            // Small answers at once; that the system refuses is no reason to refuse the client.
            let _ = stream.set_nodelay(true);
            serve(stream, peer, head_within, router, shutdown).await;
            drop(place);
        });
    }
    drop(listener);
    // All are free once the last one has gone.
    let everybody = u32::try_from(most).unwrap_or(u32::MAX);
    let _ = free.acquire_many(everybody).await;
}

/// How long the head of a request may take from an address.
fn head_within(proxies: &[IpNet], address: IpAddr) -> Duration {
    let address = address.to_canonical();
    let is_proxy = address.is_loopback() || proxies.iter().any(|proxy| proxy.contains(&address));
    match is_proxy {
        true => OLD,
        false => HEAD_WITHIN,
    }
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
    // That a client goes away or speaks no HTTP is nothing to tell of.
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

    /// A connection whose time stands still unless it is moved or waited for.
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
        let (begun, mut client) = (Instant::now(), connect());
        let mut answer = String::new();
        while !answer.contains("connection: close") {
            assert!(begun.elapsed() < OLD + HEAD_WITHIN);
            answer = send(&mut client, ASK).await;
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
            advance(Duration::from_secs(20)).await;
        }
        assert!(begun.elapsed() >= OLD);
        assert!(!is_answered(&mut client).await);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_does_not_end_is_given_up_at_last() {
        let (begun, mut client) = (Instant::now(), connect());
        let answer = send(&mut client, b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n").await;
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
        let shutdown = Shutdown::default();
        let answered = answer(listener, router(), Limit(all), Vec::new(), shutdown.clone());
        Running {
            address,
            shutdown,
            ended: tokio::spawn(answered),
        }
    }

    async fn knock(running: &Running) -> TcpStream {
        TcpStream::connect(running.address).await.unwrap()
    }

    #[test]
    fn proxies_keep_connections_for_later() {
        let proxies = ["10.0.0.0/8".parse().unwrap()];
        let within = |address: &str| head_within(&proxies, address.parse().unwrap());
        for address in ["10.1.2.3", "::ffff:10.1.2.3", "127.0.0.1", "::1"] {
            assert_eq!(within(address), OLD, "{address}");
        }
        for address in ["192.0.2.1", "2001:db8::1"] {
            assert_eq!(within(address), HEAD_WITHIN, "{address}");
        }
    }

    #[test]
    fn there_are_as_many_as_files_may_be_open() {
        let limit = |files| Limit::for_files(files).0;
        assert_eq!(limit(None), 4096);
        assert_eq!(limit(Some(1 << 20)), 4096);
        assert_eq!(limit(Some(8320)), 4096);
        assert_eq!(limit(Some(1024)), 448);
        assert_eq!(limit(Some(64)), 8);
        assert_ne!(Limit::for_this_process(), Limit::for_files(Some(64)));
    }

    #[tokio::test]
    async fn who_finds_no_place_waits_until_somebody_goes() {
        let running = start(3).await;
        let mut all = Vec::new();
        for _ in 0..3 {
            let mut client = knock(&running).await;
            assert!(is_answered(&mut client).await);
            all.push(client);
        }
        let mut waiting = knock(&running).await;
        waiting.write_all(ASK).await.unwrap();
        for client in &mut all {
            assert!(is_answered(client).await);
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
        let mut client = knock(&running).await;
        assert!(is_answered(&mut client).await);
        running.shutdown.begin();
        while TcpStream::connect(running.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        assert!(is_answered(&mut client).await);
        running.shutdown.close();
        running.ended.await.unwrap();
        assert_eq!(client.read(&mut [0; 16]).await.unwrap(), 0);
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
