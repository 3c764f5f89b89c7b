//! What can go wrong for a person at a browser; `error_words` says it.
//!
//! Everything that travels is one of a fixed set: no free text from outside is ever shown.

use accounts::settings::{Setting, SettingError};
use model::email::EmailError;
use model::link::LinkError;
use model::lockout::Remaining;
use model::login_name::{LoginNameError, TypedNameError};
use model::password::{PasswordError, PolicyError};
use model::user::DisplayNameError;
use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

use crate::admin_error::AdminError;

/// The error of every server function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError {
    /// Fields that need another look; never empty.
    Input(Vec<InputError>),
    /// Wrong password, unknown name or inactive account. Which of them, nobody is told.
    /// Holds how many more failed attempts lock the name; nothing while they are many.
    LoginRefused(Option<u32>),
    /// Too many failed attempts for this name, whether anybody has it or not.
    Locked(Remaining),
    /// Too many failed attempts from the same network address.
    TooManyAttempts(Remaining),
    /// Too many mails for a new password were asked for, for an address or from a network.
    TooManyMails(Remaining),
    /// The link that was opened is good for nothing.
    Link(LinkError),
    /// The account was changed while its page was open.
    Outdated,
    /// The server has too much to do.
    Busy,
    /// Nobody is logged in, any more perhaps.
    NotLoggedIn,
    /// Administrators only.
    NotAllowed,
    /// The page is gone.
    Gone,
    /// The request came from another site.
    OtherSite,
    /// It did, as far as can be seen, before there is an administrator: the public address may be another one.
    OtherAddress,
    /// The request is bigger than any form.
    TooBig,
    /// The request cannot be read.
    Unreadable,
    /// Too many reports came from the same network.
    TooManyReports(Remaining),
    /// Too many new passwords were tried.
    TooManyPasswords(Remaining),
    /// The own language was changed too often.
    TooManyChanges(Remaining),
    /// Administrators do not let users reset their passwords by themselves.
    ResetSwitchedOff,
    /// A link is good for nothing to somebody who cannot log in.
    Inactive,
    /// Somebody changed the user since the form was shown.
    VersionConflict,
    /// One's own password is to be entered first, or again.
    OwnPasswordNeeded(Option<Box<AppError>>),
    /// What only the pages of administrators say, which are not in the WebAssembly.
    Admin(AdminError),
    /// A fault of ours, logged under this reference.
    Fault(Reference),
}

/// Something wrong with one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InputError {
    /// The name to log in with.
    TypedName(TypedNameError),
    /// A new login name.
    LoginName(LoginNameError),
    /// A new login name that somebody has.
    NameTaken,
    /// An address.
    Email(EmailError),
    /// A password, as a text.
    Password(PasswordError),
    /// A new password, by the policy.
    Policy(PolicyError),
    /// The current password, as a text.
    CurrentPassword(PasswordError),
    /// The current password is not the one. How many more such attempts lock the login name.
    WrongPassword(Option<u32>),
    /// A name for people.
    DisplayName(DisplayNameError),
    /// One's own password, as a text.
    OwnPassword(PasswordError),
    /// One's own password is wrong. How many more such attempts lock the login name.
    WrongOwnPassword(Option<u32>),
    /// A link is to be sent, and there is no address.
    AddressNeeded,
    /// The address is the one that the account has.
    SameEmail,
    /// A setting.
    Setting(Setting, SettingError),
    /// The set-up code.
    SetupCode,
}

impl InputError {
    /// The `name` of the field.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::TypedName(_) | Self::LoginName(_) | Self::NameTaken => "login_name",
            Self::DisplayName(_) => "display_name",
            Self::AddressNeeded | Self::SameEmail => "email",
            Self::Setting(setting, _) => setting.as_str(),
            Self::OwnPassword(_) | Self::WrongOwnPassword(_) => "own_password",
            Self::Email(_) => "email",
            Self::Password(_) | Self::Policy(_) => "password",
            Self::CurrentPassword(_) | Self::WrongPassword(_) => "current_password",
            Self::SetupCode => "code",
        }
    }
}

impl From<InputError> for AppError {
    fn from(error: InputError) -> Self {
        Self::Input(vec![error])
    }
}

/// Makes an error of `model` one of ours.
macro_rules! from {
    ($($ours:ident::$variant:ident($theirs:ty);)*) => {$(
        impl From<$theirs> for $ours {
            fn from(error: $theirs) -> Self {
                Self::$variant(error)
            }
        }
    )*};
}

from! {
    AppError::Link(LinkError);
    InputError::TypedName(TypedNameError);
    InputError::LoginName(LoginNameError);
    InputError::Email(EmailError);
    InputError::Password(PasswordError);
    InputError::Policy(PolicyError);
}
from! {
    AppError::Admin(AdminError);
    InputError::DisplayName(DisplayNameError);
}

/// Under which a fault stands in the log: the id of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference(String);

impl Reference {
    /// Takes letters and digits only, since it is shown.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(
            text.chars()
                .filter(char::is_ascii_alphanumeric)
                .take(32)
                .collect(),
        )
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl AppError {
    /// The HTTP status that fits (RFC 9110).
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Input(_) | Self::LoginRefused(_) => 422,
            Self::Locked(_) | Self::TooManyAttempts(_) => 429,
            Self::TooManyMails(_)
            | Self::TooManyReports(_)
            | Self::TooManyPasswords(_)
            | Self::TooManyChanges(_) => 429,
            Self::Link(_) => 410,
            Self::Outdated => 409,
            Self::Inactive | Self::VersionConflict => 409,
            Self::ResetSwitchedOff => 403,
            Self::OwnPasswordNeeded(None) => 403,
            Self::OwnPasswordNeeded(Some(error)) => error.status(),
            Self::Admin(error) => error.status(),
            Self::Busy => 503,
            Self::NotLoggedIn => 401,
            Self::NotAllowed | Self::OtherSite => 403,
            Self::OtherAddress => 403,
            Self::Gone => 404,
            Self::TooBig => 413,
            Self::Unreadable => 400,
            Self::Fault(_) => 500,
        }
    }

    /// How long the person has to wait, where that is what the error says.
    #[must_use]
    pub const fn remaining(&self) -> Option<Remaining> {
        match self {
            Self::Locked(remaining) | Self::TooManyAttempts(remaining) => Some(*remaining),
            Self::TooManyMails(remaining)
            | Self::TooManyReports(remaining)
            | Self::TooManyPasswords(remaining)
            | Self::TooManyChanges(remaining) => Some(*remaining),
            Self::OwnPasswordNeeded(Some(error)) => match **error {
                Self::Locked(remaining) | Self::TooManyAttempts(remaining) => Some(remaining),
                _ => None,
            },
            _ => None,
        }
    }

    /// What is wrong with one field.
    #[must_use]
    pub fn for_field(&self, name: &str) -> Option<InputError> {
        match self {
            Self::Input(errors) => errors.iter().find(|error| error.field() == name).copied(),
            _ => None,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_error: ServerFnErrorErr) -> Self {
        Self::Unreadable
    }
}
