//! What an administrator does to mails.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use texts::Texts;

use crate::error::AppError;

/// One button of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MailAction {
    /// **Send Again**
    SendAgain,
    /// **Give Up**
    #[serde(rename = "give-up")]
    Cancel,
}

impl MailAction {
    pub(crate) const ALL: [Self; 2] = [Self::SendAgain, Self::Cancel];

    /// The button's value.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::SendAgain => "send-again",
            Self::Cancel => "give-up",
        }
    }

    /// What is said when it was done.
    pub(crate) fn done(self, t: Texts) -> &'static str {
        match self {
            Self::SendAgain => t.mail_sent_again(),
            Self::Cancel => t.mail_given_up(),
        }
    }
}

/// What a mail server said of a mail that was sent at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestAnswer {
    /// Whether it took the mail.
    pub sent: bool,
    /// In its words.
    pub answer: String,
}

/// Sends a mail again, or no more, and leads back to the list.
///
/// # Errors
/// What to tell the administrator.
#[server]
pub async fn do_to_mail(id: i64, action: MailAction) -> Result<(), AppError> {
    use crate::context::{current_user, fault, redirect, services};
    use accounts::mail::MailError;

    let proof = current_user()?.admin().ok_or(AppError::NotAllowed)?;
    let accounts = services()?.accounts;
    let done = match action {
        MailAction::SendAgain => accounts.mailer.send_again(proof, id).await,
        MailAction::Cancel => accounts.mailer.cancel(proof, id).await,
    };
    done.map_err(|error| match error {
        MailError::NotAllowed => AppError::NotAllowed,
        MailError::NoSuchMail => AppError::Gone,
        MailError::Store(error) => fault(&error),
    })?;
    let page = crate::routes::ADMIN_MAIL;
    redirect(&format!("{page}?done={}", action.as_str()));
    Ok(())
}

/// Sends a mail at once, and says what the mail server said.
///
/// # Errors
/// What to tell the administrator. That the mail server does not take it is an answer.
#[server]
pub async fn send_test_mail(email: String) -> Result<TestAnswer, AppError> {
    use crate::context::{current_user, fault, services};
    use crate::error::InputError;
    use accounts::mail::SendTestMailError;
    use model::email::Email;

    let proof = current_user()?.admin().ok_or(AppError::NotAllowed)?;
    let to = Email::parse(&email).map_err(InputError::from)?;
    let sent = services()?.accounts.mailer.send_test_mail(proof, &to).await;
    match sent {
        Ok(answer) => Ok(TestAnswer { sent: true, answer }),
        Err(SendTestMailError::NotAllowed) => Err(AppError::NotAllowed),
        Err(SendTestMailError::Store(error)) => Err(fault(&error)),
        Err(SendTestMailError::Mail(error)) => Ok(TestAnswer {
            sent: false,
            answer: error.to_string(),
        }),
    }
}
