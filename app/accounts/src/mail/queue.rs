//! What administrators see and do of mails that wait, were sent, or failed.

use model::audit::Action;
use model::email::Email;
use model::timestamp::Timestamp;
use model::user::UnknownWord;
use std::str::FromStr;

use super::outbox::SendTestMailError;
use crate::Accounts;
use crate::sessions::Admin;
use crate::store::{StoreError, mails, users};

/// Mails on a page of the list.
const PAGE: usize = 50;

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailState {
    /// It is to be sent, or sent once more.
    Waiting,
    /// The mail server took it.
    Sent,
    /// It is tried no more.
    Failed,
}

impl MailState {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Sent, Self::Failed];

    /// The word in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }
}

impl FromStr for MailState {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "waiting" => Ok(Self::Waiting),
            "sent" => Ok(Self::Sent),
            "failed" => Ok(Self::Failed),
            _ => Err(UnknownWord("waiting, sent, failed")),
        }
    }
}

/// A mail in the list. What it says is not shown: it may hold a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedMail {
    /// By which other operations know it.
    pub id: i64,
    /// Whom it is for, if that is known.
    pub user_id: Option<i64>,
    /// Where it goes.
    pub to: String,
    /// What it tells of; a word of the database.
    pub kind: String,
    /// What became of it.
    pub state: MailState,
    /// When it was written down.
    pub created_at: Timestamp,
    /// When it is tried next, or was sent.
    pub at: Option<Timestamp>,
    /// How often it was tried.
    pub attempts: u32,
    /// What the mail server said last; any text.
    pub answer: String,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailPage {
    /// The newest first.
    pub mails: Vec<ListedMail>,
    /// Where the next page begins, if there is one: those before this one.
    pub next: Option<i64>,
}

/// Why nothing was done to a mail.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Whoever asks is an active administrator no longer.
    #[error("only active administrators may")]
    NotAllowed,
    /// There is no such mail any more, or it was sent.
    #[error("there is no such mail to send")]
    NoSuchMail,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why no mail was sent at once.
#[derive(Debug, thiserror::Error)]
pub enum SendTestMailByAdminError {
    /// Whoever asks is an active administrator no longer.
    #[error("only active administrators may")]
    NotAllowed,
    /// It did not leave.
    #[error(transparent)]
    Mail(#[from] SendTestMailError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Accounts {
    /// A page of the list of mails, those before `before` if it is given.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn list_mails(
        &self,
        _proof: Admin,
        state: Option<MailState>,
        before: Option<i64>,
    ) -> Result<MailPage, StoreError> {
        // One more tells whether there is another page.
        let limit = u64::try_from(PAGE + 1).unwrap_or(u64::MAX);
        let connection = self.inner.store.connection();
        let mut mails = mails::list(connection, state, before, limit).await?;
        let more = mails.len() > PAGE;
        mails.truncate(PAGE);
        let next = mails.last().filter(|_| more).map(|mail| mail.id);
        Ok(MailPage { mails, next })
    }

    /// Sends a mail at the next opportunity that waits or failed, as if it were new.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn send_mail_again(&self, proof: Admin, id: i64) -> Result<(), MailError> {
        let transaction = self.inner.store.write().await?;
        let actor = self.administrator(&transaction, proof).await?;
        let actor = actor.ok_or(MailError::NotAllowed)?;
        if !mails::send_again(&transaction, id, self.inner.clock.now()).await? {
            return Err(MailError::NoSuchMail);
        }
        let event = actor.did(Action::SendMailAgain).with(format!("mail {id}"));
        self.record(&transaction, [event]).await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Sends a mail no more that waits.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn cancel_mail(&self, proof: Admin, id: i64) -> Result<(), MailError> {
        let transaction = self.inner.store.write().await?;
        let actor = self.administrator(&transaction, proof).await?;
        let actor = actor.ok_or(MailError::NotAllowed)?;
        if !mails::give_up(&transaction, id).await? {
            return Err(MailError::NoSuchMail);
        }
        let event = actor.did(Action::CancelMail).with(format!("mail {id}"));
        self.record(&transaction, [event]).await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Sends a mail at once, for an administrator who wants to know whether mails can be sent, and in
    /// their language; what the mail server said.
    ///
    /// # Errors
    /// [`SendTestMailByAdminError`].
    pub async fn attempt_mail(
        &self,
        proof: Admin,
        to: &Email,
    ) -> Result<String, SendTestMailByAdminError> {
        let connection = self.inner.store.connection();
        let actor = self.administrator(connection, proof).await?;
        let actor = actor.ok_or(SendTestMailByAdminError::NotAllowed)?;
        let user = users::find(connection, proof.user_id()).await?;
        let locale = user.and_then(|user| user.language.locale());
        let sent = self.send_test_mail(to, locale.unwrap_or_default()).await;
        let event = actor.did(Action::SendTestMail).with(format!("to: {to}"));
        let event = match sent {
            Ok(_) => event,
            Err(_) => event.failed(),
        };
        self.record(connection, [event]).await?;
        Ok(sent?)
    }
}
