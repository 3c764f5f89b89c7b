//! What came of an attempt to log in, as an administrator will read it.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use crate::user::UnknownWord;

/// What an administrator finds in [`LoginOutcome`]s is told in these words.
impl fmt::Display for LoginOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Comparing => "Being checked",
            Self::LoggedIn => "Logged in",
            Self::MustChange => "Right password; must choose a new one",
            Self::WrongPassword => "Wrong password",
            Self::NoSuchName => "No such login name",
            Self::Inactive => "The account is inactive",
            Self::Locked => "Locked: the password was not looked at",
            Self::TooManyAttempts => {
                "Too many attempts from this network: the password was not looked at"
            }
            Self::Busy => "The server was busy: the password was not looked at",
            Self::CutShort => "The server stopped in the middle",
        })
    }
}

/// The outcome of one attempt. The person who tries is told less: see `AppError` in `app`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginOutcome {
    /// The password is being compared.
    Comparing,
    /// Logged in.
    LoggedIn,
    /// The password was right, and is to be replaced before anything else.
    MustChange,
    /// The password was wrong.
    WrongPassword,
    /// Nobody has that login name, or several have that address.
    NoSuchName,
    /// The account is inactive, whatever the password was.
    Inactive,
    /// The name was locked; the password was not looked at.
    Locked,
    /// Too many failed attempts came from the same network; the password was not looked at.
    TooManyAttempts,
    /// The server had too much to do and did not look at the password.
    Busy,
    /// The server stopped in the middle. Counted as a failure, since it may have been one.
    CutShort,
}

impl LoginOutcome {
    const ALL: [Self; 10] = [
        Self::Comparing,
        Self::LoggedIn,
        Self::MustChange,
        Self::WrongPassword,
        Self::NoSuchName,
        Self::Inactive,
        Self::Locked,
        Self::TooManyAttempts,
        Self::Busy,
        Self::CutShort,
    ];

    /// Those whose password was not looked at.
    pub const REJECTED: [Self; 3] = [Self::Locked, Self::TooManyAttempts, Self::Busy];

    /// The word in the database and in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Comparing => "comparing",
            Self::LoggedIn => "logged_in",
            Self::MustChange => "must_change",
            Self::WrongPassword => "wrong_password",
            Self::NoSuchName => "no_such_name",
            Self::Inactive => "inactive",
            Self::Locked => "locked",
            Self::TooManyAttempts => "too_many_tries",
            Self::Busy => "busy",
            Self::CutShort => "cut_short",
        }
    }
}

impl FromStr for LoginOutcome {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == word)
            .ok_or(UnknownWord("an outcome of an attempt to log in"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for outcome in LoginOutcome::ALL {
            assert_eq!(outcome.as_str().parse(), Ok(outcome));
            // The column that keeps it is no longer.
            assert!(outcome.as_str().len() <= 16);
        }
        assert!("ok".parse::<LoginOutcome>().is_err());
    }
}
