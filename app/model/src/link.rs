//! Links to a new password or to a confirmed address: how long they are good for, and why one is not any more.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

use crate::timestamp::Duration;
use crate::user::UnknownWord;

/// How long a link is good for that an administrator sent, whose owner may be away, or that confirms an
/// address. One that somebody asked for in order to choose a password lives as long as administrators
/// set (OWASP's cheat sheet asks for a short time; ASVS 5.0, 6.4.1 for a short-lived secret).
pub const SENT_LINK_LIFETIME: Duration = Duration::hours(24);
/// How long somebody has who logged in and must choose a new password.
pub const CHANGE_LIFETIME: Duration = Duration::minutes(15);

/// Why a link is good for nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum LinkError {
    /// No such link is known: it was cut short, was made for something else, or expired more than a week ago.
    #[error(
        "This link is not complete. Open it from the mail once more, or copy all of it into the address bar."
    )]
    Incomplete,
    /// Its time is over.
    #[error("This link has expired.")]
    Expired,
    /// It has done what it was for.
    #[error("This link has been used. It works once.")]
    Used,
    /// A newer mail was asked for.
    #[error("A newer mail has taken the place of this link. Open the link in the newest mail.")]
    Replaced,
    /// The password, the address or the account itself was changed since.
    #[error("Your account has been changed since this link was made.")]
    Outdated,
    /// Another link was opened in the same browser after the page that was sent.
    #[error(
        "Another link was opened in this browser meanwhile. Open the link for this account once more."
    )]
    Mixed,
    /// Administrators no longer let users reset their passwords by themselves.
    #[error("Passwords are not reset by mail here any more.")]
    SwitchedOff,
}

/// What ended a link before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkEnd {
    /// See [`LinkError::Used`].
    Used,
    /// See [`LinkError::Replaced`].
    Replaced,
    /// See [`LinkError::Outdated`].
    Outdated,
}

impl LinkEnd {
    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Replaced => "replaced",
            Self::Outdated => "outdated",
        }
    }
}

impl From<LinkEnd> for LinkError {
    fn from(end: LinkEnd) -> Self {
        match end {
            LinkEnd::Used => Self::Used,
            LinkEnd::Replaced => Self::Replaced,
            LinkEnd::Outdated => Self::Outdated,
        }
    }
}

impl FromStr for LinkEnd {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        [Self::Used, Self::Replaced, Self::Outdated]
            .into_iter()
            .find(|end| end.as_str() == word)
            .ok_or(UnknownWord("used, replaced, outdated"))
    }
}
