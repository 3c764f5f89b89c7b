//! Mails that wait: written down with what they tell of, sent by a worker.

use lettre::Message as Mail;
use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use model::email::Email;
use model::link::SENT_LINK_LIFETIME;
use model::locale::Locale;
use model::timestamp::{Duration, Timestamp};
use model::user::Status;
use std::time::{SystemTime, UNIX_EPOCH};
use texts::Texts;

use super::delivery_error::DeliveryError;
use super::letter::{Block, Letter};
use super::messages::{self, Circumstances, MailPortal, Message};
use super::transport::recipient;
use super::{MailOptions, Mailer, host_of};
use crate::client::printable;
use crate::links::Purpose;
use crate::secret::{self, Token};
use crate::store::mails::{self, DeliveryOutcome};
use crate::store::users::User;
use crate::store::{self, StoreError};

/// How long a server has for one mail before another server takes it; longer than any attempt lasts.
const LEASE: Duration = Duration::minutes(2);
/// How long until the second attempt; each further wait is twice as long, up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::seconds(30);
const LONGEST_WAIT: Duration = Duration::hours(1);
/// After this long nobody waits for it any more. (RFC 5321 section 4.5.4.1 asks for four to five
/// days of servers that relay for others.)
const EXPIRES_AFTER: Duration = Duration::days(3);
/// Longest answer of a mail server that is kept, in code points.
const ANSWER_KEPT: usize = 500;

/// Why a mail was not sent at once.
#[derive(Debug, thiserror::Error)]
pub enum SendNowError {
    /// It cannot be written as a mail.
    #[error("the mail cannot be written: {0}")]
    Form(lettre::error::Error),
    /// It did not leave.
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A letter and whom it is for.
struct Addressed {
    to: String,
    letter: Letter,
}

impl Mailer {
    /// Sends the mail that is due first; whether there was one. Several servers, and several
    /// tasks of one, may do it at once.
    ///
    /// # Errors
    /// If the database fails. That a mail server fails is no error: the mail waits.
    pub async fn send_next(&self) -> Result<bool, StoreError> {
        let connection = self.base.store.connection();
        if !mails::any_due(connection, self.base.clock.now()).await? {
            return Ok(false);
        }
        let settings = self.base.settings.in_force().await?;
        let portal = MailPortal {
            url: &self.options.public_url,
            settings: &settings,
            locale: Locale::En,
        };
        let transaction = self.base.store.write().await?;
        let now = self.base.clock.now();
        let claimed = mails::claim(&transaction, now, now.after(LEASE)).await?;
        let Some(mail) = claimed else {
            return Ok(false);
        };
        let addressed = self.compose(&transaction, &mail, portal, now).await?;
        if addressed.is_none() {
            mails::delete(&transaction, mail.id).await?;
        }
        transaction.commit().await.map_err(StoreError::from)?;
        let Some(addressed) = addressed else {
            return Ok(true);
        };
        let sent = match self.write_mail(&addressed, &mail.message_id, mail.created_at) {
            Ok(written) => self.transport.send(&written, &mail.message_id).await,
            Err(error) => Err(error),
        };
        let now = self.base.clock.now();
        let (outcome, answer) = match sent {
            Ok(answer) => (DeliveryOutcome::Sent, answer),
            Err(error) => (outcome_of_failure(&mail, &error, now), error.answer),
        };
        let answer = printable(&answer, ANSWER_KEPT);
        log(&mail, &outcome, &answer);
        mails::record_attempt(connection, &mail, outcome, &answer, now).await?;
        Ok(true)
    }

    /// Words a mail; `None` if there is nothing to say any more.
    async fn compose(
        &self,
        transaction: &impl store::Connection,
        mail: &mails::Mail,
        portal: MailPortal<'_>,
        now: Timestamp,
    ) -> Result<Option<Addressed>, StoreError> {
        let Ok(message) = serde_json::from_str::<Message>(&mail.details) else {
            let (id, kind) = (&mail.message_id, &mail.kind);
            tracing::error!(mail = id, kind, "a mail cannot be read");
            return Ok(None);
        };
        let owner = match mail.user_id {
            Some(id) => store::users::find(transaction, id).await?,
            None => None,
        };
        let owner = owner.filter(|user| user.status == Status::Active);
        let portal = match &owner {
            Some(user) => portal.in_language_of(user, message.locale()),
            None => portal,
        };
        let letter = match (message, owner) {
            (Message::Reset { asked }, _) if portal.settings.allows_reset() => {
                return self.compose_reset(transaction, mail, &asked, portal).await;
            }
            (Message::Locked { last_attempt, end }, Some(user)) => {
                messages::locked(portal, &user, &last_attempt, end, now)
            }
            // The address may have been corrected since; that one has a mail of its own.
            (Message::SetPassword, Some(user)) if user.email.as_ref() == Some(&mail.to) => {
                let link = (Purpose::ByAdministrator, SENT_LINK_LIFETIME);
                let token = self.issue_link(transaction, mail, &user, link).await?;
                messages::set_password(portal, &user, &token)
            }
            (Message::ConfirmEmail { asked }, Some(user)) => {
                let link = (Purpose::Email, SENT_LINK_LIFETIME);
                let token = self.issue_link(transaction, mail, &user, link).await?;
                messages::confirm_email(portal, &user, &asked, &token)
            }
            (Message::EmailChanged { change }, Some(user)) => {
                messages::email_changed(portal, &user, &change)
            }
            (Message::NewBrowser { login }, Some(user)) => {
                messages::new_browser(portal, &user, &login)
            }
            (Message::RoleChanged { role, change }, Some(user)) => {
                messages::role_changed(portal, &user, role, &change)
            }
            (Message::PasswordChanged { change }, Some(user)) => {
                messages::password_changed(portal, &user, &change)
            }
            (Message::Reset { .. } | Message::SetPassword, _) | (_, None) => return Ok(None),
        };
        let to = mail.to.clone();
        Ok(Some(Addressed { to, letter }))
    }

    /// Finds out whose password it is about. The mail goes to the address that the account has,
    /// which is not always letter for letter the one that was typed.
    async fn compose_reset(
        &self,
        transaction: &impl store::Connection,
        mail: &mails::Mail,
        asked: &Circumstances,
        portal: MailPortal<'_>,
    ) -> Result<Option<Addressed>, StoreError> {
        let mut users = store::users::active_with_email(transaction, &mail.to, 2).await?;
        let several = users.len() > 1;
        let Some(user) = users.drain(..).next() else {
            return Ok(None);
        };
        let Some(to) = user.email.clone() else {
            return Ok(None);
        };
        let portal = portal.in_language_of(&user, asked.locale);
        let letter = if several {
            messages::reset_of_several(portal, asked)
        } else {
            let link = (Purpose::Reset, portal.settings.reset_link_lifetime());
            let token = self.issue_link(transaction, mail, &user, link).await?;
            messages::reset(portal, &user, asked, &token)
        };
        Ok(Some(Addressed { to, letter }))
    }

    async fn issue_link(
        &self,
        transaction: &impl store::Connection,
        mail: &mails::Mail,
        user: &User,
        link: (Purpose, Duration),
    ) -> Result<Token, StoreError> {
        let mail = (mail.message_id.as_str(), mail.to.as_str());
        self.links
            .issue_by_mail(transaction, mail, user, link)
            .await
    }

    fn write_mail(
        &self,
        addressed: &Addressed,
        message_id: &str,
        at: Timestamp,
    ) -> Result<Mail, DeliveryError> {
        let to = Mailbox::new(None, recipient(&addressed.to)?);
        write(&self.options, &addressed.letter, to, message_id, at).map_err(|error| DeliveryError {
            answer: format!("the mail cannot be written: {error}"),
            permanent: true,
        })
    }

    /// Sends a mail at once, past those that wait, to find out whether mails can be sent; what the
    /// mail server said.
    ///
    /// # Errors
    /// [`SendNowError`].
    pub async fn send_now(&self, to: &Email, locale: Locale) -> Result<String, SendNowError> {
        let (t, now) = (Texts::new(locale), self.base.clock.now());
        let letter = Letter {
            locale,
            subject: t.mails_test_subject(self.base.settings.in_force().await?.portal_name()),
            blocks: vec![
                Block::Text(t.mails_test_arrives().to_owned()),
                Block::Link {
                    label: t.mails_test_portal(),
                    url: self.options.public_url.clone(),
                },
                Block::Text(t.mails_test_sent(t.moment(now))),
            ],
        };
        let (to, id) = (
            Mailbox::new(None, recipient(to.as_str())?),
            secret::message_id(),
        );
        let mail = write(&self.options, &letter, to, &id, now).map_err(SendNowError::Form)?;
        Ok(self.transport.send(&mail, &id).await?)
    }
}

fn outcome_of_failure(
    mail: &mails::Mail,
    error: &DeliveryError,
    now: Timestamp,
) -> DeliveryOutcome {
    let too_late = now.since(mail.created_at) >= EXPIRES_AFTER;
    if too_late || error.permanent {
        return DeliveryOutcome::Failed;
    }
    let wait = FIRST_WAIT.doubled(mail.attempts.saturating_sub(1));
    DeliveryOutcome::RetryAt(now.after(wait.min(LONGEST_WAIT)))
}

/// Says what became of a mail, and never to whom it went.
fn log(mail: &mails::Mail, outcome: &DeliveryOutcome, answer: &str) {
    let (id, kind, attempts) = (&mail.message_id, &mail.kind, mail.attempts);
    match outcome {
        DeliveryOutcome::Sent => tracing::info!(mail = id, kind, attempts, "a mail was sent"),
        DeliveryOutcome::RetryAt(_) => {
            tracing::warn!(
                mail = id,
                kind,
                attempts,
                answer,
                "a mail could not be sent yet"
            );
        }
        DeliveryOutcome::Failed => {
            tracing::error!(mail = id, kind, attempts, answer, "a mail was given up");
        }
    }
}

/// Puts a letter into the form of a mail (RFC 5322).
fn write(
    options: &MailOptions,
    letter: &Letter,
    to: Mailbox,
    message_id: &str,
    at: Timestamp,
) -> Result<Mail, lettre::error::Error> {
    let since_epoch = std::time::Duration::from_millis(u64::try_from(at.0).unwrap_or_default());
    let date: SystemTime = UNIX_EPOCH + since_epoch;
    let header = |name, value: &str| {
        HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
    };
    // Said apart: read back from the header, a quoted local part is none to lettre.
    let envelope = Envelope::new(Some(options.from.0.email.clone()), vec![to.email.clone()])?;
    Mail::builder()
        .envelope(envelope)
        .from(options.from.0.clone())
        .to(to)
        .subject(&letter.subject)
        .date(date)
        .message_id(Some(format!(
            "<{message_id}@{}>",
            host_of(&options.public_url)
        )))
        // No answer is wanted from a machine, such as one that says that somebody is away (RFC 3834).
        .raw_header(header("Auto-Submitted", "auto-generated"))
        // RFC 3282.
        .raw_header(header("Content-Language", letter.locale.tag()))
        .multipart(MultiPart::alternative_plain_html(
            letter.text(),
            letter.html(),
        ))
}
