//! A mail server: how to reach it, and a conversation in which it is handed one mail. lettre speaks SMTP; the
//! connection below it is ours, since its answers may be in any encoding ([`Answers`]).

use lettre::address::Envelope;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::answers::{Answers, readable};
use super::delivery_error::DeliveryError;

/// Most bytes of an answer that are read.
const LONGEST_ANSWER: usize = 16 * 1024;
/// What lettre is greeted with where the server has greeted us before it was encrypted.
const GREETED: &str = "220 greeted before\r\n";

/// When a conversation is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encryption {
    /// Never.
    No,
    /// After STARTTLS, if the server knows it.
    IfOffered,
    /// After STARTTLS, or not at all.
    Required,
    /// From the start.
    FromTheStart,
}

/// Where it is and how it is spoken to. It does not print.
#[derive(Clone)]
pub(super) struct SmtpServer {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) encryption: Encryption,
    pub(super) certificates: Option<Arc<ClientConfig>>,
    pub(super) credentials: Option<Credentials>,
}

impl fmt::Debug for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({}:{})", self.host, self.port)
    }
}

/// What the system trusts; nothing, if it trusts nobody.
pub(super) fn trusted() -> Option<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return None;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Some(Arc::new(config))
}

impl SmtpServer {
    /// Reaches it, and says who we are.
    pub(super) async fn connect(
        &self,
        hello: &ClientId,
    ) -> Result<AsyncSmtpConnection, DeliveryError> {
        let tcp = TcpStream::connect((self.host.trim_matches(['[', ']']), self.port)).await;
        let mut tcp = tcp.map_err(|error| unreachable(&error))?;
        let peer = tcp.peer_addr().map_err(|error| unreachable(&error))?;
        // Small commands at once; that the system refuses is no reason to send nothing.
        let _ = tcp.set_nodelay(true);
        let encrypted = match self.encryption {
            Encryption::No => false,
            Encryption::FromTheStart => true,
            Encryption::IfOffered | Encryption::Required => start_tls(&mut tcp, hello).await?,
        };
        let greeting = match self.encryption {
            Encryption::No | Encryption::FromTheStart => "",
            Encryption::IfOffered | Encryption::Required => GREETED,
        };
        let connected = match encrypted {
            false if self.encryption == Encryption::Required => {
                return Err(not_yet(
                    "STARTTLS is not supported on this server".to_owned(),
                ));
            }
            false => {
                let stream = Answers::new(tcp, peer, greeting);
                AsyncSmtpConnection::connect_with_transport(Box::new(stream), hello).await
            }
            true => {
                let stream = Answers::new(self.encrypted(tcp).await?, peer, greeting);
                AsyncSmtpConnection::connect_with_transport(Box::new(stream), hello).await
            }
        };
        let mut connection = connected.map_err(|error| DeliveryError::from(&error))?;
        if let Some(credentials) = &self.credentials {
            let known = connection.auth(DEFAULT_MECHANISMS, credentials).await;
            known.map_err(|error| DeliveryError::from(&error))?;
        }
        Ok(connection)
    }

    async fn encrypted(&self, tcp: TcpStream) -> Result<TlsStream<TcpStream>, DeliveryError> {
        let name = ServerName::try_from(self.host.trim_matches(['[', ']']).to_owned());
        let (Ok(name), Some(config)) = (name, &self.certificates) else {
            return Err(not_yet(
                "the mail server's name has no certificate".to_owned(),
            ));
        };
        let connector = TlsConnector::from(Arc::clone(config));
        let connected = connector.connect(name, tcp).await;
        connected.map_err(|error| not_yet(format!("no encrypted connection: {error}")))
    }
}

/// Hands one mail over; what the server said. Once it has all of the mail, an answer that cannot be understood is
/// no reason to send it again.
pub(super) async fn hand_over(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    mail: &[u8],
) -> Result<String, DeliveryError> {
    let failed = |error: SmtpError| DeliveryError::from(&error);
    let mut parameters = Vec::new();
    let mut addresses = envelope.to().iter().chain(envelope.from());
    if addresses.any(|address| !AsRef::<str>::as_ref(address).is_ascii()) {
        if !connection
            .server_info()
            .supports_feature(Extension::SmtpUtfEight)
        {
            return Err(DeliveryError {
                answer: "the mail server takes no address with other letters than a to z before the @ (it does \
                         not know SMTPUTF8)"
                    .to_owned(),
                permanent: true,
            });
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !mail.is_ascii() {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    let from = Mail::new(envelope.from().cloned(), parameters);
    connection.command(from).await.map_err(failed)?;
    for to in envelope.to() {
        let to = Rcpt::new(to.clone(), Vec::new());
        connection.command(to).await.map_err(failed)?;
    }
    connection.command(Data).await.map_err(failed)?;
    match connection.message(mail).await {
        Ok(answer) => Ok(answer.message().collect::<Vec<_>>().join(" ")),
        Err(error) if error.is_response() => Ok(format!("taken, as far as can be told: {error}")),
        Err(error) => Err(failed(error)),
    }
}

/// Has the server begin to encrypt; whether it knows how to. Nothing that it said before counts afterwards (RFC
/// 3207, 4.2), and not a byte more is read.
async fn start_tls(tcp: &mut TcpStream, hello: &ClientId) -> Result<bool, DeliveryError> {
    let asked = async {
        answer(tcp, "220").await?;
        tcp.write_all(format!("EHLO {hello}\r\n").as_bytes())
            .await?;
        let known = answer(tcp, "250").await?;
        let offered = known.lines().any(|line| {
            let word = line.get(4..).unwrap_or_default().trim();
            word.eq_ignore_ascii_case("STARTTLS")
        });
        if offered {
            tcp.write_all(b"STARTTLS\r\n").await?;
            answer(tcp, "220").await?;
        }
        io::Result::Ok(offered)
    };
    asked.await.map_err(|error| unreachable(&error))
}

/// One answer, as a text.
///
/// # Errors
/// If it has another code, or no end.
async fn answer(tcp: &mut TcpStream, code: &str) -> io::Result<String> {
    let (mut bytes, mut begin) = (Vec::new(), 0);
    loop {
        let byte = tcp.read_u8().await?;
        bytes.push(byte);
        if byte == b'\n' {
            let line = &bytes[begin..];
            if line.get(3) != Some(&b'-') {
                break;
            }
            begin = bytes.len();
        }
        if bytes.len() > LONGEST_ANSWER {
            return Err(io::Error::other("its answer is too long"));
        }
    }
    let text = readable(&bytes);
    match text.starts_with(code) {
        true => Ok(text),
        false => Err(io::Error::other(text.trim().to_owned())),
    }
}

fn unreachable(error: &io::Error) -> DeliveryError {
    not_yet(format!("Connection error: {error}"))
}

fn not_yet(answer: String) -> DeliveryError {
    DeliveryError {
        answer,
        permanent: false,
    }
}

impl From<&SmtpError> for DeliveryError {
    fn from(error: &SmtpError) -> Self {
        let mut answer = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            if !answer.contains(&cause_text) {
                answer = format!("{answer}: {cause_text}");
            }
            source = cause.source();
        }
        // 530 to 539 are about our name and password there, or TLS (RFC 4954): the operator mends
        // that, and the mail is as good as before.
        let about_us = error
            .status()
            .is_some_and(|code| (530..540).contains(&u16::from(code)));
        Self {
            answer,
            permanent: error.is_permanent() && !about_us,
        }
    }
}
