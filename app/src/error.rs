//! What can go wrong for a person at a browser, in their words.
//!
//! Everything that travels is one of a fixed set: no free text from outside is ever shown.

use model::email::EmailError;
use model::login_name::{LoginNameError, TypedNameError};
use model::password::{PasswordError, PolicyError};
use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

/// The error of every server function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    /// Fields that need another look; never empty.
    #[error("Check what you entered.")]
    Input(Vec<InputError>),
    /// Wrong password, unknown name or inactive account. Which of them, nobody is told.
    #[error("The login name or the password is wrong.")]
    LoginRefused,
    /// The server has too much to do.
    #[error("Too many people are logging in just now. Wait a few seconds and try again.")]
    Busy,
    /// Nobody is logged in, any more perhaps.
    #[error("You are not logged in any more. Log in again.")]
    NotLoggedIn,
    /// Administrators only.
    #[error("Only administrators can do this.")]
    NotAllowed,
    /// The page is gone.
    #[error("This page is no longer here.")]
    Gone,
    /// The request came from another site.
    #[error("This form was sent from another site. Open this site's own page and try again.")]
    OtherSite,
    /// The request is bigger than any form.
    #[error("What was sent is too big.")]
    TooBig,
    /// The request cannot be read.
    #[error("What was sent could not be read. Reload the page and try again.")]
    Unreadable,
    /// The browser could not reach the server.
    #[error("The server cannot be reached. Check your connection and try again.")]
    Unreachable,
    /// A fault of ours, logged under this reference.
    #[error(
        "Something went wrong on our side. Try again; if it stays so, tell your administrator this reference: {0}"
    )]
    Fault(Reference),
}

/// Something wrong with one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum InputError {
    /// The name to log in with.
    #[error(transparent)]
    TypedName(#[from] TypedNameError),
    /// A new login name.
    #[error(transparent)]
    LoginName(#[from] LoginNameError),
    /// A new login name that somebody has.
    #[error("Somebody has this login name already. Choose another one.")]
    NameTaken,
    /// An address.
    #[error(transparent)]
    Email(#[from] EmailError),
    /// A password, as a text.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// A new password, by the policy.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The set-up code.
    #[error("This is not the set-up code that the server printed when it last started.")]
    SetupCode,
}

impl InputError {
    /// The `name` of the field.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::TypedName(_) | Self::LoginName(_) | Self::NameTaken => "login_name",
            Self::Email(_) => "email",
            Self::Password(_) | Self::Policy(_) => "password",
            Self::SetupCode => "code",
        }
    }
}

impl From<InputError> for AppError {
    fn from(error: InputError) -> Self {
        Self::Input(vec![error])
    }
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
            Self::Input(_) | Self::LoginRefused => 422,
            Self::Busy => 503,
            Self::NotLoggedIn => 401,
            Self::NotAllowed | Self::OtherSite => 403,
            Self::Gone => 404,
            Self::TooBig => 413,
            Self::Unreadable => 400,
            Self::Unreachable | Self::Fault(_) => 500,
        }
    }

    /// What is wrong with one field.
    #[must_use]
    pub fn of_field(&self, name: &str) -> Option<InputError> {
        match self {
            Self::Input(errors) => errors.iter().find(|error| error.field() == name).copied(),
            _ => None,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            _ => Self::Unreadable,
        }
    }
}
