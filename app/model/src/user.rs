//! Who somebody is to Latchkey.

use crate::stray_space::without_stray_space;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Own account only.
    User,
    /// Everybody's account, and the settings.
    Administrator,
}

impl Role {
    /// The word in the database, in files and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Administrator => "administrator",
        }
    }
}

/// Whether an account can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Can log in.
    Active,
    /// Cannot log in, and is told no more than anybody else.
    Inactive,
}

impl Status {
    /// The word in the database and in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
        }
    }
}

/// A word that stands for no role or status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected one of: {0}")]
pub struct UnknownWord(pub(crate) &'static str);

impl FromStr for Role {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "user" => Ok(Self::User),
            "administrator" => Ok(Self::Administrator),
            _ => Err(UnknownWord("user, administrator")),
        }
    }
}

impl FromStr for Status {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "active" => Ok(Self::Active),
            "inactive" => Ok(Self::Inactive),
            _ => Err(UnknownWord("active, inactive")),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Longest text that users are searched by, in code points; more is passed over.
const SEARCHED: usize = 128;

/// What somebody typed into a search, as names and addresses are compared with it: case and width
/// do not matter, nor space at its ends.
#[must_use]
pub fn search_text(typed: &str) -> String {
    let typed = without_stray_space(typed).chars().take(SEARCHED);
    typed.nfkc().collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_compared_without_case_width_and_space() {
        assert_eq!(search_text("\u{3000}ＳＯＲＡ.Example "), "sora.example");
        assert_eq!(search_text(&"a".repeat(500)).len(), SEARCHED);
    }

    #[test]
    fn every_word_reads_back() {
        for role in [Role::User, Role::Administrator] {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        for status in [Status::Active, Status::Inactive] {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
        assert!("Administrator".parse::<Role>().is_err());
    }
}
