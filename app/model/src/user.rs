//! Who somebody is to Latchkey.

use crate::locale::{LANGUAGE_WORDS, Locale};
use crate::login_name::LoginName;
use crate::stray_space::without_stray_space;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
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

/// Which language Latchkey speaks to somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// The one that their browser asks for.
    #[default]
    Auto,
    /// This one.
    Of(Locale),
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; Locale::ALL.len() + 1] = {
        let mut all = [Self::Auto; Locale::ALL.len() + 1];
        let mut at = 0;
        while at < Locale::ALL.len() {
            all[at + 1] = Self::Of(Locale::ALL[at]);
            at += 1;
        }
        all
    };

    /// The word in the database and in files: a language tag (BCP 47), or `auto`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Of(locale) => locale.tag(),
        }
    }

    /// The language itself, unless the browser is to say.
    #[must_use]
    pub const fn locale(self) -> Option<Locale> {
        match self {
            Self::Auto => None,
            Self::Of(locale) => Some(locale),
        }
    }
}

/// The name of somebody for people: any text on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayName(String);

/// Why a text cannot be a display name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum DisplayNameError {
    /// Nothing was entered.
    #[error("Enter a name.")]
    Empty,
    /// More than [`DisplayName::MAX_LENGTH`] code points.
    #[error("A name has at most 128 characters.")]
    TooLong,
    /// A line break or another control character.
    #[error("A name is one line, without control characters.")]
    Control,
}

impl DisplayName {
    /// Longest display name in code points.
    pub const MAX_LENGTH: usize = 128;

    /// Reads a name; white space round it is dropped, and accents are put together with their
    /// letters (NFC), so that one name is one text.
    ///
    /// # Errors
    /// The first rule that `text` breaks.
    pub fn parse(text: &str) -> Result<Self, DisplayNameError> {
        let name: String = without_stray_space(text).nfc().collect();
        if name.is_empty() {
            return Err(DisplayNameError::Empty);
        }
        if name.chars().count() > Self::MAX_LENGTH {
            return Err(DisplayNameError::TooLong);
        }
        if name.chars().any(char::is_control) {
            return Err(DisplayNameError::Control);
        }
        Ok(Self(name))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&LoginName> for DisplayName {
    /// A login name is a name for people too, until they are given another.
    fn from(name: &LoginName) -> Self {
        Self(name.as_str().to_owned())
    }
}

/// A word that stands for no role, status or language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected one of: {0}")]
pub struct UnknownWord(
    /// The words that were expected.
    pub &'static str,
);

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

impl FromStr for Language {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .into_iter()
            .find(|language| language.as_str() == word)
            .ok_or(UnknownWord(LANGUAGE_WORDS))
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = Cow::<str>::deserialize(deserializer)?;
        word.parse().map_err(de::Error::custom)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_display_name_is_one_line_of_any_script() {
        let parsed = |text: &str| DisplayName::parse(text).map(|name| name.0);
        assert_eq!(
            parsed(" E\u{301}ma 例 \u{1F511}\u{3000}").unwrap(),
            "\u{c9}ma 例 \u{1F511}"
        );
        assert_eq!(parsed(" \u{200b}"), Err(DisplayNameError::Empty));
        assert_eq!(parsed("a\nb"), Err(DisplayNameError::Control));
        assert_eq!(parsed(&"é".repeat(129)), Err(DisplayNameError::TooLong));
        assert!(parsed(&"é".repeat(128)).is_ok());
    }

    #[test]
    fn every_word_reads_back() {
        for role in [Role::User, Role::Administrator] {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        for status in [Status::Active, Status::Inactive] {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
        for language in Language::ALL {
            let word = language.as_str();
            assert_eq!(word.parse(), Ok(language));
            let json = serde_json::to_string(&language).unwrap();
            assert_eq!(json, format!("\"{word}\""));
            assert_eq!(serde_json::from_str::<Language>(&json).unwrap(), language);
            assert!(LANGUAGE_WORDS.split(", ").any(|known| known == word));
        }
        assert!(serde_json::from_str::<Language>("\"tlh\"").is_err());
        assert!("Administrator".parse::<Role>().is_err());
    }
}
