//! Mails: what they say, how they wait, how they leave.
//!
//! A mail is written down in the transaction of what it tells of, and a worker sends it. So no
//! request waits for a mail server or fails with it, and no mail is lost with a process: each is
//! sent at least once, and a second copy has the same Message-ID.

mod admin;
mod answers;
mod delivery_error;
mod letter;
mod messages;
mod outbox;
mod server;
mod transport;

use lettre::message::Mailbox;
use model::timestamp::Timestamp;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::base::Base;
use crate::links::Links;
use crate::secret;
use crate::store::mails::{self, NewMail};
use crate::store::{self, StoreError};
use transport::Transport;

pub use admin::{ListedMail, MailError, MailPage, MailState, SendTestMailError};
pub use delivery_error::DeliveryError;
pub(crate) use messages::{Circumstances, LockEnd, Message};
pub use outbox::SendNowError;
pub use transport::{Delivery, SmtpUrl, SmtpUrlError};

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

/// Mails: those that wait, and how they leave.
#[derive(Clone)]
pub struct Mailer {
    pub(crate) base: Base,
    links: Links,
    options: Arc<MailOptions>,
    transport: Arc<Transport>,
}

impl Mailer {
    pub(crate) fn new(base: Base, links: Links, options: MailOptions) -> Self {
        let host = host_of(&options.public_url);
        Self {
            transport: Arc::new(Transport::open(options.delivery.clone(), host)),
            options: Arc::new(options),
            base,
            links,
        }
    }

    /// Writes a mail down, in the transaction of what it tells of.
    pub(crate) async fn enqueue(
        &self,
        transaction: &impl store::Connection,
        user_id: Option<i64>,
        to: &str,
        message: &Message,
    ) -> Result<(), StoreError> {
        let mail = NewMail {
            message_id: secret::message_id(),
            user_id,
            to: to.to_owned(),
            kind: message.kind(),
            details: serde_json::to_string(message).expect("a message has no map keys"),
        };
        mails::insert(transaction, mail, self.base.clock.now()).await
    }

    /// Takes the mails back with a link to reset a password that wait for an address.
    pub(crate) async fn take_back_resets(
        &self,
        transaction: &impl store::Connection,
        email_key: &str,
    ) -> Result<(), StoreError> {
        mails::delete_waiting(transaction, messages::RESET, email_key).await
    }

    /// Takes the mails back that a user has to confirm an address with, those too that were given up.
    pub(crate) async fn take_back_confirmations(
        &self,
        transaction: &impl store::Connection,
        user_id: i64,
    ) -> Result<(), StoreError> {
        mails::delete_unsent_of(transaction, messages::CONFIRM_EMAIL, user_id).await
    }

    /// Ends all links of a user, also one to a new address whose mail was not sent: it would be drawn when the mail
    /// leaves, which may be when an administrator sends it again.
    pub(crate) async fn end_links(
        &self,
        transaction: &impl store::Connection,
        user_id: i64,
    ) -> Result<(), StoreError> {
        self.take_back_confirmations(transaction, user_id).await?;
        self.links.end_all(transaction, user_id).await
    }

    /// How many mails wait, and how many failed.
    pub(crate) async fn waiting_and_failed(&self) -> Result<(u64, u64), StoreError> {
        let connection = self.base.store.connection();
        Ok((
            mails::count(connection, MailState::Waiting).await?,
            mails::count(connection, MailState::Failed).await?,
        ))
    }

    /// Forgets mails that were written before a moment, and sent or given up; how many.
    pub(crate) async fn clean_up(&self, before: Timestamp) -> Result<u64, StoreError> {
        mails::delete_done(self.base.store.connection(), before).await
    }
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
