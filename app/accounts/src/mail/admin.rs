//! What administrators see and do of mails that wait, were sent, or failed.

use crate::audit::Action;
use model::email::Email;

use super::{Mailer, SendNowError};
use crate::audit::Actor;
use crate::current_user::Admin;
use crate::store::{StoreError, mails, users};

pub use crate::store::mails::{ListedMail, MailState};

/// Mails on a page of the list.
const PAGE: usize = 50;

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
pub enum SendTestMailError {
    /// Whoever asks is an active administrator no longer.
    #[error("only active administrators may")]
    NotAllowed,
    /// It did not leave.
    #[error(transparent)]
    Mail(#[from] SendNowError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Mailer {
    /// A page of the list of mails, those before `before` if it is given.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn list(
        &self,
        _proof: Admin,
        state: Option<MailState>,
        before: Option<i64>,
    ) -> Result<MailPage, StoreError> {
        // One more tells whether there is another page.
        let limit = u64::try_from(PAGE + 1).unwrap_or(u64::MAX);
        let connection = self.base.store.connection();
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
    pub async fn send_again(&self, proof: Admin, id: i64) -> Result<(), MailError> {
        let transaction = self.base.store.write().await?;
        let actor = Actor::administrator(&transaction, proof).await?;
        let actor = actor.ok_or(MailError::NotAllowed)?;
        if !mails::send_again(&transaction, id, self.base.clock.now()).await? {
            return Err(MailError::NoSuchMail);
        }
        let event = actor.did(Action::SendMailAgain).with(format!("mail {id}"));
        self.base.audit.record(&transaction, [event]).await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Sends a mail no more that waits.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn cancel(&self, proof: Admin, id: i64) -> Result<(), MailError> {
        let transaction = self.base.store.write().await?;
        let actor = Actor::administrator(&transaction, proof).await?;
        let actor = actor.ok_or(MailError::NotAllowed)?;
        if !mails::cancel(&transaction, id).await? {
            return Err(MailError::NoSuchMail);
        }
        let event = actor.did(Action::CancelMail).with(format!("mail {id}"));
        self.base.audit.record(&transaction, [event]).await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Sends a mail at once, for an administrator who wants to know whether mails can be sent, and in
    /// their language; what the mail server said.
    ///
    /// # Errors
    /// [`SendTestMailError`].
    pub async fn send_test_mail(
        &self,
        proof: Admin,
        to: &Email,
    ) -> Result<String, SendTestMailError> {
        let connection = self.base.store.connection();
        let actor = Actor::administrator(connection, proof).await?;
        let actor = actor.ok_or(SendTestMailError::NotAllowed)?;
        let user = users::find(connection, proof.user_id()).await?;
        let locale = user.and_then(|user| user.language.locale());
        let sent = self.send_now(to, locale.unwrap_or_default()).await;
        let event = actor.did(Action::SendTestMail).with(format!("to: {to}"));
        let event = match sent {
            Ok(_) => event,
            Err(_) => event.failed(),
        };
        self.base.audit.record(connection, [event]).await?;
        Ok(sent?)
    }
}
