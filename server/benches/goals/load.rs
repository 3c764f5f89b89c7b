//! Requests, as cheap to send as can be: what this process does, the server has to do without.

use accounts::clock::Stopwatch;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// What came back: the status, the headers and the body.
pub(crate) struct LoadAnswer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// A connection that is kept.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    pub(crate) async fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream: BufReader::with_capacity(1 << 16, stream),
        }
    }

    pub(crate) async fn send(&mut self, request: &[u8]) -> LoadAnswer {
        self.stream.get_mut().write_all(request).await.unwrap();
        let (status, headers) = self.head().await;
        let header = |wanted: &str| {
            let found = headers.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.as_str())
        };
        let mut body = Vec::new();
        if header("transfer-encoding") == Some("chunked") {
            while self.chunk(&mut body).await {}
        } else {
            let length = header("content-length").unwrap_or("0").parse().unwrap();
            body.resize(length, 0);
            self.stream.read_exact(&mut body).await.unwrap();
        }
        LoadAnswer {
            status,
            headers,
            body,
        }
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).await.unwrap();
        line.trim_end().to_owned()
    }

    async fn head(&mut self) -> (u16, Vec<(String, String)>) {
        let first = self.line().await;
        let status = first.split(' ').nth(1).unwrap_or_default();
        let status = status.parse().unwrap_or_else(|_| panic!("{first:?}"));
        let mut headers = Vec::new();
        loop {
            let line = self.line().await;
            let Some((name, value)) = line.split_once(':') else {
                return (status, headers);
            };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }

    /// Whether there was one more.
    async fn chunk(&mut self, body: &mut Vec<u8>) -> bool {
        let length = usize::from_str_radix(&self.line().await, 16).unwrap();
        let begin = body.len();
        body.resize(begin + length, 0);
        self.stream.read_exact(&mut body[begin..]).await.unwrap();
        self.line().await;
        length > 0
    }
}

pub(crate) fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: x\r\n{headers}\r\n").into_bytes()
}

/// An attempt to log in, as a page sends it. `number` makes the network that it comes from.
pub(crate) fn log_in(name: &str, password: &str, number: usize) -> Vec<u8> {
    let body = format!("login_name={name}&password={}", password.replace(' ', "+"));
    let (a, b, c) = (number >> 16 & 255, number >> 8 & 255, number & 255);
    format!(
        "POST /login HTTP/1.1\r\nhost: x\r\naccept: text/html\r\nsec-fetch-site: same-origin\r\n\
         x-forwarded-for: 10.{a}.{b}.{c}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// How many of each status came back in a time.
pub(crate) struct Counted {
    pub(crate) seconds: f64,
    pub(crate) statuses: BTreeMap<u16, u64>,
}

impl Counted {
    /// Answers of a status in a second.
    #[allow(clippy::cast_precision_loss, reason = "it is rounded anyway")]
    pub(crate) fn rate(&self, status: u16) -> f64 {
        *self.statuses.get(&status).unwrap_or(&0) as f64 / self.seconds
    }
}

/// As many requests as `clients` connections bring to an end in a time, each as soon as the last is answered.
/// `request` makes each one of the client's and its own number.
pub(crate) async fn flood(
    address: &str,
    clients: usize,
    time: Duration,
    request: impl Fn(usize, usize) -> Vec<u8> + Send + Sync + 'static,
) -> Counted {
    let (request, watch) = (Arc::new(request), Stopwatch::start());
    let mut tasks = Vec::new();
    for client in 0..clients {
        let (address, request, watch) = (address.to_owned(), Arc::clone(&request), watch);
        tasks.push(tokio::spawn(async move {
            let mut connection = Connection::open(&address).await;
            let mut statuses: BTreeMap<u16, u64> = BTreeMap::new();
            for number in 0.. {
                if u128::from(watch.microseconds()) >= time.as_micros() {
                    break;
                }
                let answer = connection.send(&request(client, number)).await;
                *statuses.entry(answer.status).or_default() += 1;
            }
            statuses
        }));
    }
    let mut statuses = BTreeMap::new();
    for task in tasks {
        for (status, times) in task.await.unwrap() {
            *statuses.entry(status).or_default() += times;
        }
    }
    Counted {
        seconds: crate::program::milliseconds(watch.microseconds()) / 1000.0,
        statuses,
    }
}

/// How long `GET path` takes when so many a second are due, in microseconds, sorted; and how many were refused.
/// Counted from when each was due: one that had to wait for another waits (coordinated omission).
pub(crate) async fn paced(
    address: &str,
    path: &str,
    each_second: u64,
    time: Duration,
) -> (Vec<u64>, usize) {
    const CONNECTIONS: u64 = 8;
    let step = 1_000_000 / each_second;
    let watch = Stopwatch::start();
    let mut tasks = Vec::new();
    for first in 0..CONNECTIONS {
        let (address, request) = (address.to_owned(), get(path, ""));
        tasks.push(tokio::spawn(async move {
            let mut connection = Connection::open(&address).await;
            let (mut times, mut refused) = (Vec::new(), 0);
            let mut due = first * step;
            while u128::from(due) < time.as_micros() {
                let early = due.saturating_sub(watch.microseconds());
                let mut begin = due;
                if early > 0 {
                    tokio::time::sleep(Duration::from_micros(early)).await;
                    // That the timer is late by up to a millisecond is not the server's.
                    begin = watch.microseconds();
                }
                let answer = connection.send(&request).await;
                times.push(watch.microseconds().saturating_sub(begin));
                refused += usize::from(answer.status != 200);
                due += CONNECTIONS * step;
            }
            (times, refused)
        }));
    }
    let (mut times, mut refused) = (Vec::new(), 0);
    for task in tasks {
        let (some, some_refused) = task.await.unwrap();
        times.extend(some);
        refused += some_refused;
    }
    times.sort_unstable();
    (times, refused)
}
