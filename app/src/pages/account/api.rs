//! What one may change of one's own account.

use leptos::prelude::*;
use model::password::TypedPassword;
use model::user::Language;

use crate::error::AppError;

/// Changes the password of whoever is logged in.
///
/// # Errors
/// What to tell the person.
#[server]
pub async fn change_password(
    current_password: TypedPassword,
    password: TypedPassword,
    #[server(default)] end_others: bool,
) -> Result<(), AppError> {
    use crate::context::{
        caller, current_user, fault, new_password_error, own_password_error, redirect, services,
    };
    use crate::error::InputError;
    use accounts::account::{ChangePassword, ChangePasswordError};
    use accounts::login::OwnPassword;

    let (services, caller, current_user) = (services()?, caller()?, current_user()?);
    let (current, new) = match (current_password.parse(), password.parse()) {
        (Ok(current), Ok(new)) => (current, new),
        (current, new) => {
            let wrong = [
                current.err().map(InputError::CurrentPassword),
                new.err().map(InputError::from),
            ];
            return Err(AppError::Input(wrong.into_iter().flatten().collect()));
        }
    };
    let change = ChangePassword {
        current: OwnPassword {
            password: current,
            session: caller.session.ok_or(AppError::NotLoggedIn)?,
            device: caller.device,
            client: caller.client,
        },
        new,
        end_others,
    };
    services
        .accounts
        .own_account
        .change_password(current_user, change)
        .await
        .map_err(|error| match error {
            ChangePasswordError::Current(error) => own_password_error(error, |error| fault(&error))
                .unwrap_or_else(|left| InputError::WrongPassword(left).into()),
            // Users are not shown the form then.
            ChangePasswordError::SwitchedOff => AppError::NotAllowed,
            ChangePasswordError::TooMany(remaining) => AppError::TooManyPasswords(remaining),
            ChangePasswordError::New(error) => new_password_error(error),
            ChangePasswordError::Store(error) => fault(&error),
        })?;
    redirect(crate::request::After::NewPassword.account());
    Ok(())
}

/// What the account's page says was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AccountNotice {
    /// A link to a new address is on its way.
    EmailAsked,
    /// The language is saved.
    Language,
    /// Sessions were ended.
    Sessions,
}

impl AccountNotice {
    const ALL: [Self; 3] = [Self::EmailAsked, Self::Language, Self::Sessions];

    const fn as_str(self) -> &'static str {
        match self {
            Self::EmailAsked => "email",
            Self::Language => "language",
            Self::Sessions => "sessions",
        }
    }

    /// The page's address that says so.
    fn address(self) -> String {
        format!("{}?done={}", crate::routes::ACCOUNT, self.as_str())
    }

    /// What the query of the address says.
    pub(crate) fn from_query(query: &str) -> Option<Self> {
        let word = query.strip_prefix("done=")?;
        Self::ALL.into_iter().find(|done| done.as_str() == word)
    }

    /// In words.
    pub(crate) fn sentence(self, t: texts::Texts) -> &'static str {
        match self {
            Self::EmailAsked => t.account_email_asked(),
            Self::Language => t.account_language_saved(),
            Self::Sessions => t.account_sessions_ended(),
        }
    }
}

/// Sends a link to an address that somebody wants to have.
///
/// # Errors
/// What to tell the person.
#[server]
pub async fn ask_for_email(email: String) -> Result<(), AppError> {
    use crate::context::{caller, current_user, fault, redirect, services};
    use crate::error::InputError;
    use accounts::account::AskForEmailError;
    use model::email::Email;

    let (services, current_user) = (services()?, current_user()?);
    let email = Email::parse(&email).map_err(InputError::from)?;
    let client = caller()?.client;
    let asked = services
        .accounts
        .own_account
        .ask_for_email(&current_user, &email, &client)
        .await;
    asked.map_err(|error| match error {
        AskForEmailError::PasswordNeeded => AppError::OwnPasswordNeeded(None),
        AskForEmailError::Same => InputError::SameEmail.into(),
        AskForEmailError::TooMany(remaining) => AppError::TooManyMails(remaining),
        AskForEmailError::Outdated => AppError::Outdated,
        AskForEmailError::Store(error) => fault(&error),
    })?;
    redirect(&AccountNotice::EmailAsked.address());
    Ok(())
}

/// Changes the language of whoever is logged in.
///
/// # Errors
/// What to tell the person.
#[server]
pub async fn set_own_language(language: Language) -> Result<(), AppError> {
    use crate::context::{current_user, fault, redirect, services};
    use accounts::account::SetLanguageError;

    let (services, current_user) = (services()?, current_user()?);
    let set = services
        .accounts
        .own_account
        .set_language(&current_user, language)
        .await;
    set.map_err(|error| match error {
        SetLanguageError::TooMany(remaining) => AppError::TooManyChanges(remaining),
        SetLanguageError::Store(error) => fault(&error),
    })?;
    redirect(&AccountNotice::Language.address());
    Ok(())
}

/// Ends a session of whoever is logged in, or all but this.
///
/// # Errors
/// What to tell the person.
#[server]
pub async fn end_sessions(id: Option<i64>) -> Result<(), AppError> {
    use crate::context::{current_user, fault, redirect, services};

    let (accounts, current_user) = (services()?.accounts, current_user()?);
    match id {
        Some(id) => {
            // One that has ended by itself meanwhile is as good.
            let ended = accounts.sessions.end_own(&current_user, id).await;
            ended.map_err(|error| fault(&error))?;
        }
        None => {
            let ended = accounts.sessions.end_own_others(&current_user).await;
            ended.map_err(|error| fault(&error))?;
        }
    }
    redirect(&AccountNotice::Sessions.address());
    Ok(())
}
