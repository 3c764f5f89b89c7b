//! How a mail leaves: over SMTP, or, where no server is configured, into a folder as a file.

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message};
use model::email::Email;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::fmt;
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tracing::Instrument;
use url::{Host, Url};

use super::delivery_error::DeliveryError;
use super::server::{Encryption, SmtpServer, hand_over, trusted};
use crate::clock::Stopwatch;

/// How long one mail may take. RFC 5321 section 4.5.3.2 allows minutes for each step, meant for
/// servers that relay at night; a person waits for these.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// How long a connection is kept for the next mail; servers close them after some minutes.
const KEPT: Duration = Duration::from_secs(60);
/// Connections that are kept.
const CONNECTIONS: usize = 4;

/// The address of a mail server: `smtps://user:password@host` for TLS from the start (port 465),
/// `smtp://…` for STARTTLS (port 587). It does not print.
#[derive(Clone)]
pub struct SmtpUrl {
    shown: String,
    server: SmtpServer,
}

/// Why a text is no such address. It does not repeat it: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmtpUrlError {
    /// It cannot be read at all.
    #[error(
        "expected smtps://user:password@host or smtp://user:password@host; in a user name or a password write % as %25, / as %2F, # as %23, ? as %3F, : as %3A and @ as %40"
    )]
    Form,
    /// An unknown `?tls=`.
    #[error("after ?tls= expected required, opportunistic or none")]
    Tls,
    /// TLS cannot be had.
    #[error(
        "no certificates to check the mail server's with: install the system's ca-certificates"
    )]
    Certificates,
    /// A user without a password, or the other way round.
    #[error("a user name needs a password, and a password a user name")]
    Credentials,
}

impl FromStr for SmtpUrl {
    type Err = SmtpUrlError;

    /// `smtp://` asks for STARTTLS unless the server is on this very machine: a link that resets a
    /// password must not cross a network in the clear because somebody forgot a word (RFC 8314).
    fn from_str(text: &str) -> Result<Self, SmtpUrlError> {
        let url = explicit(text)?;
        let tls = url.query_pairs().find(|(key, _)| key == "tls");
        let tls = tls.map(|(_, value)| value.into_owned());
        let (encryption, port) = match (url.scheme(), tls.as_deref()) {
            ("smtps", _) => (Encryption::FromTheStart, 465),
            (_, Some("required")) => (Encryption::Required, 587),
            (_, Some(_)) => (Encryption::IfOffered, 587),
            (_, None) => (Encryption::No, 25),
        };
        let certificates = match encryption {
            Encryption::No => None,
            _ => Some(trusted().ok_or(SmtpUrlError::Certificates)?),
        };
        let decoded = |text| {
            let decoded = percent_decode_str(text).decode_utf8();
            decoded.map(Cow::into_owned).map_err(|_| SmtpUrlError::Form)
        };
        let credentials = match url.password() {
            Some(password) => Some(Credentials::new(
                decoded(url.username())?,
                decoded(password)?,
            )),
            None => None,
        };
        let host = url.host_str().unwrap_or_default().to_owned();
        Ok(Self {
            shown: format!("{}://{host}", url.scheme()),
            server: SmtpServer {
                host,
                port: url.port().unwrap_or(port),
                encryption,
                certificates,
                credentials,
            },
        })
    }
}

/// Reads an address and says in it what was left open.
fn explicit(text: &str) -> Result<Url, SmtpUrlError> {
    let mut url = Url::parse(text.trim()).map_err(|_| SmtpUrlError::Form)?;
    let host = url.host().ok_or(SmtpUrlError::Form)?.to_owned();
    if !matches!(url.scheme(), "smtp" | "smtps") {
        return Err(SmtpUrlError::Form);
    }
    if url.username().is_empty() != url.password().is_none() {
        return Err(SmtpUrlError::Credentials);
    }
    let tls = url.query_pairs().find(|(key, _)| key == "tls");
    let tls = tls.map(|(_, value)| value.into_owned());
    let tls = match tls.as_deref() {
        None if is_this_machine(&host) => None,
        None => Some("required"),
        Some("none") => None,
        Some(tls @ ("required" | "opportunistic")) => Some(tls),
        Some(_) => return Err(SmtpUrlError::Tls),
    };
    url.set_query(tls.map(|tls| format!("tls={tls}")).as_deref());
    Ok(url)
}

fn is_this_machine(host: &Host<String>) -> bool {
    match host {
        Host::Domain(name) => name == "localhost" || is_loopback(name),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// `url` leaves the hosts of schemes that it does not know as texts.
fn is_loopback(host: &str) -> bool {
    host.parse()
        .is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Scheme and host alone.
impl fmt::Display for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpUrl({})", self.shown)
    }
}

/// Where mails go.
#[derive(Clone, Debug)]
pub enum Delivery {
    /// To a mail server.
    Smtp(SmtpUrl),
    /// Into a folder, a file each.
    Folder(PathBuf),
}

/// Opened once; keeps connections for mails that follow each other.
pub(crate) enum Transport {
    Smtp(Arc<Smtp>),
    Folder(PathBuf),
}

/// A mail server, and connections to it that nobody uses just now, with when each was used last.
pub(crate) struct Smtp {
    server: SmtpServer,
    /// How we call ourselves (RFC 5321 section 4.1.1.1).
    hello: ClientId,
    idle: Mutex<Vec<(AsyncSmtpConnection, Stopwatch)>>,
}

impl Smtp {
    async fn send(&self, mail: &Message) -> Result<String, DeliveryError> {
        let mut connection = match self.kept().await {
            Some(connection) => connection,
            None => self.server.connect(&self.hello).await?,
        };
        let sent = hand_over(&mut connection, mail.envelope(), &mail.formatted()).await;
        // One on which something went wrong says of the next mail what it has to say of this one.
        if sent.is_ok() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < CONNECTIONS {
                idle.push((connection, Stopwatch::start()));
            }
        }
        sent
    }

    /// A connection that still answers.
    async fn kept(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let next = {
                let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
                idle.pop()
            };
            let (mut connection, used) = next?;
            if u128::from(used.microseconds()) < KEPT.as_micros()
                && connection.test_connected().await
            {
                return Some(connection);
            }
        }
    }
}

impl Transport {
    /// `host` is how we call ourselves (RFC 5321 section 4.1.1.1).
    pub(crate) fn open(delivery: Delivery, host: &str) -> Self {
        match delivery {
            Delivery::Folder(folder) => Self::Folder(folder),
            Delivery::Smtp(url) => Self::Smtp(Arc::new(Smtp {
                server: url.server,
                hello: client_id(host),
                idle: Mutex::default(),
            })),
        }
    }

    /// Hands a mail over; what the server said.
    pub(crate) async fn send(&self, mail: &Message, name: &str) -> Result<String, DeliveryError> {
        match self {
            Self::Smtp(smtp) => {
                let (smtp, mail) = (Arc::clone(smtp), mail.clone());
                let no_answer = || DeliveryError {
                    answer: format!("no answer in {} seconds", TIME_LIMIT.as_secs()),
                    permanent: false,
                };
                // It goes on when nobody waits any more: what the server has begun to take, it takes once.
                let sent = async move {
                    let sent = tokio::time::timeout(TIME_LIMIT, smtp.send(&mail)).await;
                    sent.unwrap_or_else(|_| Err(no_answer()))
                };
                match tokio::spawn(sent.in_current_span()).await {
                    Ok(sent) => sent,
                    Err(error) => Err(DeliveryError {
                        answer: error.to_string(),
                        permanent: false,
                    }),
                }
            }
            Self::Folder(folder) => {
                let path = folder.join(format!("{name}.eml"));
                match write(folder, &path, &mail.formatted()).await {
                    Ok(()) => Ok(format!("written to {}", path.display())),
                    Err(error) => Err(DeliveryError {
                        answer: format!("{} cannot be written: {error}", path.display()),
                        permanent: false,
                    }),
                }
            }
        }
    }
}

fn client_id(host: &str) -> ClientId {
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
        Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
        Err(_) => ClientId::Domain(host.to_owned()),
    }
}

/// Whole or not at all, and for its owner's eyes: it may hold a link that resets a password.
async fn write(folder: &Path, path: &Path, mail: &[u8]) -> io::Result<()> {
    tokio::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .await?;
    let unfinished = path.with_extension("part");
    let mut file = tokio::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&unfinished)
        .await?;
    file.write_all(mail).await?;
    file.sync_all().await?;
    tokio::fs::rename(&unfinished, path).await
}

/// An address as it stands in a mail and is told to the server.
pub(crate) fn recipient(email: &str) -> Result<Address, DeliveryError> {
    let email = Email::parse(email).map_err(|_| DeliveryError {
        answer: "no mail can be sent to the address".to_owned(),
        permanent: true,
    })?;
    // lettre knows no quoted local parts with several dots; ours was read a line above.
    Ok(Address::new_dangerous(
        email.local_on_the_wire(),
        email.domain_on_the_wire(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Result<String, SmtpUrlError> {
        text.parse::<SmtpUrl>()?;
        explicit(text).map(String::from)
    }

    #[test]
    fn what_leaves_this_machine_is_encrypted_unless_somebody_says_otherwise() {
        for (given, read) in [
            ("smtp://127.0.0.1:25", "smtp://127.0.0.1:25"),
            ("smtp://[::1]:25", "smtp://[::1]:25"),
            ("smtp://localhost", "smtp://localhost"),
            (
                "smtp://mail.example.test",
                "smtp://mail.example.test?tls=required",
            ),
            (
                "smtp://mail.example.test:25?tls=none",
                "smtp://mail.example.test:25",
            ),
            (
                "smtp://mail.example.test?tls=opportunistic",
                "smtp://mail.example.test?tls=opportunistic",
            ),
            (
                "smtp://localhost?tls=required",
                "smtp://localhost?tls=required",
            ),
            (
                "smtps://sora:hu%2Fsh@mail.example.test",
                "smtps://sora:hu%2Fsh@mail.example.test?tls=required",
            ),
        ] {
            assert_eq!(url(given).as_deref(), Ok(read), "{given}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        for (given, error) in [
            ("mail.example.test", SmtpUrlError::Form),
            ("http://mail.example.test", SmtpUrlError::Form),
            ("smtp://", SmtpUrlError::Form),
            ("smtp://sora:hu/sh@mail.example.test", SmtpUrlError::Form),
            ("smtp://mail.example.test?tls=yes", SmtpUrlError::Tls),
            ("smtp://sora@mail.example.test", SmtpUrlError::Credentials),
        ] {
            assert_eq!(url(given), Err(error), "{given}");
        }
    }

    #[test]
    fn it_does_not_print() {
        let smtp: SmtpUrl = "smtps://sora:hush@mail.example.test".parse().unwrap();
        assert_eq!(smtp.to_string(), "smtps://mail.example.test");
        assert!(!format!("{smtp:?}").contains("hush"));
        assert!(!format!("{:?}", smtp.server).contains("hush"));
    }
}
