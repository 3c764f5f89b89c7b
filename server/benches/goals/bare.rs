//! A bare axum handler that answers with given headers and bytes: as fast as a page can be.

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::routing::get;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::NamedTempFile;

/// The argument with which this program is such a server.
pub(crate) const WORD: &str = "bare";

/// Answers every `GET /login` with what stands in a file: a line for each header, an empty one, the body.
pub(crate) async fn serve(answer: &Path) {
    let answer = std::fs::read_to_string(answer).unwrap();
    let (head, body) = answer.split_once("\n\n").unwrap();
    let headers: HeaderMap = head
        .lines()
        .map(|line| {
            let (name, value) = line.split_once(": ").unwrap();
            let name: HeaderName = name.parse().unwrap();
            (name, HeaderValue::from_str(value).unwrap())
        })
        .collect();
    let body = Bytes::from(body.to_owned());
    let app = Router::new().route("/login", get(async move || (headers.clone(), body.clone())));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    axum::serve(listener, app).await.unwrap();
}

/// A process that does; killed when dropped.
pub(crate) struct Bare {
    child: Child,
    pub(crate) address: String,
    _answer: NamedTempFile,
}

impl Bare {
    pub(crate) fn start(headers: &[(String, String)], body: &str) -> Self {
        let answer = NamedTempFile::new().unwrap();
        let head: String = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\n"))
            .collect();
        std::fs::write(answer.path(), format!("{head}\n{body}")).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg(WORD)
            .arg(answer.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut address).unwrap();
        Self {
            child,
            address: address.trim().to_owned(),
            _answer: answer,
        }
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
