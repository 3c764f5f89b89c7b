//! What can go wrong for a person at a browser, in their words.
//!
//! Everything that travels is one of a fixed set: no free text from outside is ever shown.

use model::email::EmailError;
use model::link::LinkError;
use model::lockout::Remaining;
use model::login_name::{LoginNameError, TypedNameError};
use model::password::{PasswordError, PolicyError};
#[cfg(feature = "ssr")]
use model::settings::{Setting, SettingError};
use model::timestamp::Duration;
#[cfg(feature = "ssr")]
use model::user::DisplayNameError;
use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

#[cfg(feature = "ssr")]
use crate::admin_error::AdminError;

/// The error of every server function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    /// Fields that need another look; never empty.
    #[error("Check what you entered.")]
    Input(Vec<InputError>),
    /// Wrong password, unknown name or inactive account. Which of them, nobody is told.
    /// Holds how many more failed tries lock the name; nothing while they are many.
    #[error("The login name or the password is wrong.{}", warning(*.0))]
    LoginRefused(Option<u32>),
    /// Too many failed tries for this name, whether anybody has it or not.
    #[error("There were too many failed tries for this login name. {}", wait(*.0))]
    Locked(Remaining),
    /// Too many failed tries from the same network address.
    #[error("There were too many failed tries from your network address. {}", wait(*.0))]
    TooManyTries(Remaining),
    /// Too many mails for a new password were asked for, for an address or from a network.
    #[cfg(feature = "ssr")]
    #[error("Too many mails were asked for. Look at the newest one in your mailbox, in the junk folder too. {}", wait(*.0))]
    TooManyMails(Remaining),
    /// The link that was opened is good for nothing.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The account was changed while its page was open.
    #[error("Your account was changed meanwhile. Reload the page and try again.")]
    Outdated,
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
    /// Too many reports came from the same network.
    #[cfg(feature = "ssr")]
    #[error("Too many reports were made from your network. {}", wait(*.0))]
    TooManyReports(Remaining),
    /// Administrators do not let users reset their passwords by themselves.
    #[cfg(feature = "ssr")]
    #[error("Passwords are not reset by mail here. Ask your administrator.")]
    ResetSwitchedOff,
    /// A link is good for nothing to somebody who cannot log in.
    #[cfg(feature = "ssr")]
    #[error("This user is inactive. Activate them first.")]
    Inactive,
    /// Somebody changed the user since the form was shown.
    #[cfg(feature = "ssr")]
    #[error(
        "Somebody changed this user meanwhile. Nothing is saved yet. Compare what you entered with what is there now, and save again."
    )]
    ChangedMeanwhile,
    /// One's own password is to be entered first, or again.
    #[error("Enter your own password to go on.")]
    OwnPasswordNeeded(Option<Box<AppError>>),
    /// What only the pages of administrators say, which are not in the WebAssembly.
    #[cfg(feature = "ssr")]
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// A fault of ours, logged under this reference.
    #[error(
        "Something went wrong on our side. Try again; if it stays so, tell your administrator this reference: {0}"
    )]
    Fault(Reference),
}

/// Before the last tries, so that nobody is locked out unawares.
fn warning(left: Option<u32>) -> String {
    match left {
        None => String::new(),
        Some(1) => " One more wrong try locks this login name.".to_owned(),
        Some(left) => format!(" {left} more wrong tries lock this login name."),
    }
}

/// What a lock means for whoever waits.
fn wait(remaining: Remaining) -> String {
    match remaining {
        Remaining::Until(_, wait) => format!("Wait {}, then try again.", in_words(wait)),
        Remaining::UntilUnlocked => {
            "It stays locked until the password is reset or an administrator unlocks it.".to_owned()
        }
    }
}

/// A wait in words, rounded up, so that nobody comes too early.
pub(crate) fn in_words(wait: Duration) -> String {
    worded(wait.as_seconds_up(), |unit| unit - 1)
}

/// A time that has passed, in words, to the nearest unit.
pub(crate) fn about(time: Duration) -> String {
    worded(time.as_seconds().max(1), |unit| unit / 2)
}

/// `added` is what is added before a unit is divided by.
fn worded(seconds: i64, added: fn(i64) -> i64) -> String {
    let whole = |unit| (seconds + added(unit)) / unit;
    let (number, unit) = match seconds {
        ..=90 => (seconds, "second"),
        91..=5400 => (whole(60), "minute"),
        _ => (whole(3600), "hour"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
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
    /// The current password, as a text.
    #[error(transparent)]
    CurrentPassword(PasswordError),
    /// The current password is not the one. How many more such tries lock the login name.
    #[error("This is not your current password.{}", warning(*.0))]
    WrongPassword(Option<u32>),
    /// A name for people.
    #[cfg(feature = "ssr")]
    #[error(transparent)]
    DisplayName(#[from] DisplayNameError),
    /// One's own password, as a text.
    #[error(transparent)]
    OwnPassword(PasswordError),
    /// One's own password is wrong. How many more such tries lock the login name.
    #[error("This is not your password.{}", warning(*.0))]
    WrongOwnPassword(Option<u32>),
    /// A link is to be sent, and there is no address.
    #[cfg(feature = "ssr")]
    #[error("Enter an e-mail address, or set the password on the next page.")]
    AddressNeeded,
    /// The address is the one that the account has.
    #[cfg(feature = "ssr")]
    #[error("This is the address that your account has already.")]
    SameEmail,
    /// A setting.
    #[cfg(feature = "ssr")]
    #[error("{1}")]
    Setting(Setting, SettingError),
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
            #[cfg(feature = "ssr")]
            Self::DisplayName(_) => "display_name",
            #[cfg(feature = "ssr")]
            Self::AddressNeeded | Self::SameEmail => "email",
            #[cfg(feature = "ssr")]
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
            Self::Locked(_) | Self::TooManyTries(_) => 429,
            #[cfg(feature = "ssr")]
            Self::TooManyMails(_) | Self::TooManyReports(_) => 429,
            Self::Link(_) => 410,
            Self::Outdated => 409,
            #[cfg(feature = "ssr")]
            Self::Inactive | Self::ChangedMeanwhile => 409,
            #[cfg(feature = "ssr")]
            Self::ResetSwitchedOff => 403,
            Self::OwnPasswordNeeded(None) => 403,
            Self::OwnPasswordNeeded(Some(error)) => error.status(),
            #[cfg(feature = "ssr")]
            Self::Admin(error) => error.status(),
            Self::Busy => 503,
            Self::NotLoggedIn => 401,
            Self::NotAllowed | Self::OtherSite => 403,
            Self::Gone => 404,
            Self::TooBig => 413,
            Self::Unreadable => 400,
            Self::Unreachable | Self::Fault(_) => 500,
        }
    }

    /// How long the person has to wait, where that is what the error says.
    #[must_use]
    pub const fn remaining(&self) -> Option<Remaining> {
        match self {
            Self::Locked(remaining) | Self::TooManyTries(remaining) => Some(*remaining),
            #[cfg(feature = "ssr")]
            Self::TooManyMails(remaining) | Self::TooManyReports(remaining) => Some(*remaining),
            Self::OwnPasswordNeeded(Some(error)) => match **error {
                Self::Locked(remaining) | Self::TooManyTries(remaining) => Some(remaining),
                _ => None,
            },
            _ => None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use model::timestamp::Timestamp;

    #[test]
    fn a_wait_is_rounded_up_to_a_unit_that_people_count_in() {
        for (wait, expected) in [
            (Duration::seconds(1), "1 second"),
            (Duration::seconds(90), "90 seconds"),
            (Duration::seconds(91), "2 minutes"),
            (Duration::minutes(3), "3 minutes"),
            (Duration::minutes(60), "60 minutes"),
            (Duration::hours(2), "2 hours"),
            (Duration::hours(24), "24 hours"),
        ] {
            assert_eq!(in_words(wait), expected);
        }
    }

    #[test]
    fn a_time_that_has_passed_is_rounded_to_the_nearest() {
        for (time, expected) in [
            (Duration::seconds(0), "1 second"),
            (Duration::seconds(90), "90 seconds"),
            (Duration::seconds(140), "2 minutes"),
            (Duration::seconds(3 * 3600 + 20), "3 hours"),
        ] {
            assert_eq!(about(time), expected);
        }
    }

    #[test]
    fn a_lock_says_what_to_wait_for() {
        let (end, wait) = (Timestamp(0), Duration::minutes(3));
        let locked = AppError::Locked(Remaining::Until(end, wait));
        assert!(
            locked
                .to_string()
                .ends_with("Wait 3 minutes, then try again.")
        );
        let stopped = AppError::Locked(Remaining::UntilUnlocked);
        assert!(
            stopped
                .to_string()
                .contains("until the password is reset or an administrator unlocks it")
        );
    }

    #[test]
    fn only_the_last_tries_are_counted_down() {
        let said = |left| AppError::LoginRefused(left).to_string();
        assert_eq!(said(None), "The login name or the password is wrong.");
        assert!(said(Some(2)).ends_with(" 2 more wrong tries lock this login name."));
        assert!(said(Some(1)).ends_with(" One more wrong try locks this login name."));
    }
}
