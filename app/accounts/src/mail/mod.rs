//! Mails: what they say, how they wait, how they leave.
//!
//! A mail is written down in the transaction of what it tells of, and a worker sends it. So no
//! request waits for a mail server or fails with it, and no mail is lost with a process: each is
//! sent at least once, and a second copy has the same Message-ID.

mod answers;
mod letter;
mod messages;
mod outbox;
pub mod queue;
mod server;
mod transport;

use lettre::message::Mailbox;
use std::fmt;
use std::str::FromStr;

pub(crate) use messages::{CONFIRM_EMAIL, Circumstances, Message, RESET};
pub use outbox::SendTestMailError;
pub(crate) use transport::Transport;
pub use transport::{Delivery, DeliveryError, SmtpUrl, SmtpUrlError};

/// What sending mails needs to know.
#[derive(Clone, Debug)]
pub struct MailOptions {
    /// Where they go.
    pub delivery: Delivery,
    /// Whom they are from.
    pub from: Sender,
    /// The address that people open, such as `https://login.example.test`. All links begin with
    /// it, and none with anything that a request says.
    pub public_url: String,
}

/// Whom mails are from: an address, with a name if wished (RFC 5322 section 3.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender(Mailbox);

/// Why a text is no sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected an address such as login@example.test or Latchkey <login@example.test>")]
pub struct SenderError;

impl FromStr for Sender {
    type Err = SenderError;

    fn from_str(text: &str) -> Result<Self, SenderError> {
        text.parse().map(Self).map_err(|_| SenderError)
    }
}

impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Sender {
    /// `Latchkey <latchkey@host>`, for whoever configured nothing else.
    #[must_use]
    pub fn from_host(host: &str) -> Self {
        let named = format!("Latchkey <latchkey@{host}>").parse();
        named.unwrap_or_else(|_| {
            let here = "Latchkey <latchkey@localhost>".parse();
            here.expect("this is an address")
        })
    }
}

/// The host of an address such as `https://login.example.test:8443`, without its port.
#[must_use]
pub fn host_of(public_url: &str) -> &str {
    let host = public_url.split("://").nth(1).unwrap_or(public_url);
    match host.rfind(':') {
        Some(colon) if !host[colon..].contains(']') => &host[..colon],
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_told_from_its_port() {
        for (url, host) in [
            ("https://login.example.test", "login.example.test"),
            ("http://login.example.test:3000", "login.example.test"),
            ("http://[::1]:3000", "[::1]"),
            ("http://[::1]", "[::1]"),
        ] {
            assert_eq!(host_of(url), host);
        }
    }

    #[test]
    fn a_sender_is_always_an_address() {
        let own = Sender::from_host("login.example.test").to_string();
        assert_eq!(own, "Latchkey <latchkey@login.example.test>");
        assert!(Sender::from_host("[::1]").to_string().contains('@'));
        for text in ["", "Latchkey", "a@example.test\r\nBcc: b@example.test"] {
            assert_eq!(text.parse::<Sender>(), Err(SenderError), "{text:?}");
        }
    }
}
