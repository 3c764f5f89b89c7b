//! Passwords: how one is held in memory, and which may be chosen.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::user::UnknownWord;

/// Longest password in code points; a bound against bodies of megabytes (NIST SP 800-63B-4,
/// appendix A.2). Nothing is ever cut off.
pub const MAX_LENGTH: usize = 256;

/// What came out of a password field, not looked at yet. It travels in a form, and neither prints
/// nor outlives its use.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TypedPassword(Zeroizing<String>);

impl TypedPassword {
    /// Reads it.
    ///
    /// # Errors
    /// If the text could not be any password.
    pub fn parse(&self) -> Result<Password, PasswordError> {
        Password::parse(&self.0)
    }
}

impl fmt::Debug for TypedPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedPassword(hidden)")
    }
}

/// A password as it was typed, in NFC (NIST SP 800-63B-4 section 3.1.1.2), otherwise unchanged:
/// nothing is trimmed. It does not print, and its memory is wiped after use.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(Zeroizing<String>);

/// Why a text cannot be any password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum PasswordError {
    /// Nothing was entered.
    #[error("Enter your password.")]
    Empty,
    /// More than [`MAX_LENGTH`] code points.
    #[error("A password has at most 256 characters.")]
    TooLong,
    /// NUL, which no keyboard types and which some programs cut a text at.
    #[error("Your password contains a character that cannot be typed. Type it by hand.")]
    Nul,
}

impl Password {
    /// Reads a password that somebody typed.
    ///
    /// # Errors
    /// If the text could not be any password.
    pub fn parse(text: &str) -> Result<Self, PasswordError> {
        if text.is_empty() {
            return Err(PasswordError::Empty);
        }
        if text.chars().count() > MAX_LENGTH {
            return Err(PasswordError::TooLong);
        }
        if text.contains('\0') {
            return Err(PasswordError::Nul);
        }
        let mut normal = Zeroizing::new(String::with_capacity(text.len() * 3));
        normal.extend(text.nfc());
        Ok(Self(normal))
    }

    /// What is hashed.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(hidden)")
    }
}

/// Which passwords may be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// Least number of code points. NIST SP 800-63B-4 section 3.1.1.2 asks for 15 where the
    /// password is the only factor.
    pub min_length: usize,
    /// Which kinds of characters must be there.
    pub composition: Composition,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            min_length: 15,
            composition: Composition::Any,
        }
    }
}

/// Which kinds of characters a password must have. NIST SP 800-63B-4 section 3.1.1.2 says that there
/// shall be no such rule, as people then choose what is easy to guess; some have to have one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Composition {
    /// Any.
    Any,
    /// Letters and digits.
    LettersAndDigits,
    /// Small and capital letters and digits.
    BothCasesAndDigits,
    /// Small and capital letters, digits, and others.
    All,
}

impl Composition {
    const ALL: [Self; 4] = [
        Self::Any,
        Self::LettersAndDigits,
        Self::BothCasesAndDigits,
        Self::All,
    ];

    /// The word of each in the database.
    pub const WORDS: [&'static str; 4] = ["any", "letters-digits", "both-cases-digits", "all"];

    /// Looks for them. What has no cases, such as a letter of Japanese, counts as both.
    fn check(self, text: &str) -> Result<(), PolicyError> {
        let has = |kind: fn(char) -> bool| text.chars().any(kind);
        let caseless = |c: char| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase();
        let letters = || has(char::is_alphabetic);
        let digits = || has(char::is_numeric);
        let cases = || has(caseless) || (has(char::is_lowercase) && has(char::is_uppercase));
        let others = || has(|c| !c.is_alphanumeric());
        let there = match self {
            Self::Any => true,
            Self::LettersAndDigits => letters() && digits(),
            Self::BothCasesAndDigits => cases() && digits(),
            Self::All => cases() && digits() && others(),
        };
        if there {
            Ok(())
        } else {
            Err(PolicyError::Kinds)
        }
    }
}

impl FromStr for Composition {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        let words = Self::WORDS.into_iter().zip(Self::ALL);
        let found = words.into_iter().find(|(known, _)| *known == word);
        found
            .map(|(_, composition)| composition)
            .ok_or(UnknownWord("any, letters-digits, both-cases-digits, all"))
    }
}

/// Why a password may not be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum PolicyError {
    /// Fewer code points than the policy asks for.
    #[error(
        "Use at least {min_length} characters. Three or four words that you can remember are good."
    )]
    TooShort {
        /// What the policy asks for.
        min_length: usize,
    },
    /// The login name or the e-mail address, whatever its case and width.
    #[error("Your password cannot be your login name or your e-mail address.")]
    Name,
    /// Among the first that anybody would guess, or that a program would (ASVS 5.0, 6.2.4, 6.2.11
    /// and 6.2.12).
    #[error(
        "This password is easy to guess: it is a common one, or made of your name, a pattern or a repetition. Take three or four words that have nothing to do with each other."
    )]
    Common,
    /// The one that it is to replace, or one of the last before it.
    #[error("You have this password already, or had it not long ago. Choose another one.")]
    Reused,
    /// See [`PasswordPolicy::composition`]; the page says what is asked for.
    #[error("Kinds of characters are missing that are asked for here.")]
    Kinds,
}

impl PasswordPolicy {
    /// Whether somebody who is called `names` may choose `password`, as far as a browser can know.
    ///
    /// # Errors
    /// The first rule that it breaks: [`PolicyError::TooShort`] or [`PolicyError::Name`].
    pub fn check(&self, password: &Password, names: &[&str]) -> Result<(), PolicyError> {
        if password.expose().chars().count() < self.min_length {
            return Err(PolicyError::TooShort {
                min_length: self.min_length,
            });
        }
        // Compatibility forms: width does not matter here.
        let plain = |text: &str| Zeroizing::new(text.nfkc().collect::<String>().to_lowercase());
        let typed = plain(password.expose());
        if names.iter().any(|name| is_made_of(&typed, &plain(name))) {
            return Err(PolicyError::Name);
        }
        self.composition.check(password.expose())
    }
}

/// More letters and digits than this, and a password is more than a name with something added, such as a year.
const ADDED: usize = 4;

/// Whether a password is a name, with its parts in any order and anything between them, and little else.
fn is_made_of(password: &str, name: &str) -> bool {
    let bare: String = password.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut rest = Zeroizing::new(bare);
    let parts = name.split(|c: char| !c.is_alphanumeric());
    let mut parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    // "Ann" is in "Annika" too.
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    let mut found = false;
    for part in parts {
        if let Some(at) = rest.find(part) {
            rest.replace_range(at..at + part.len(), "");
            found = true;
        }
    }
    password == name || (found && rest.chars().count() <= ADDED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_ways_to_type_the_same_letter_are_one_password() {
        assert_eq!(
            Password::parse("cafe\u{301}").unwrap(),
            Password::parse("caf\u{e9}").unwrap()
        );
        // NFKC would make these one; NFC must not.
        assert_ne!(
            Password::parse("ａｂｃ").unwrap(),
            Password::parse("abc").unwrap()
        );
    }

    #[test]
    fn nothing_is_trimmed_or_cut() {
        assert_eq!(Password::parse(" a ").unwrap().expose(), " a ");
        let longest = "p".repeat(256);
        assert_eq!(Password::parse(&longest).unwrap().expose(), longest);
        assert_eq!(
            Password::parse(&"p".repeat(257)),
            Err(PasswordError::TooLong)
        );
    }

    #[test]
    fn what_cannot_be_typed_is_refused() {
        assert_eq!(Password::parse(""), Err(PasswordError::Empty));
        assert_eq!(Password::parse("a\0b"), Err(PasswordError::Nul));
    }

    #[test]
    fn it_does_not_print() {
        let typed: TypedPassword = serde_json::from_str("\"open sesame\"").unwrap();
        for text in [format!("{typed:?}"), format!("{:?}", typed.parse())] {
            assert!(!text.contains("sesame"), "{text}");
        }
    }

    #[test]
    fn length_is_counted_in_code_points() {
        let policy = PasswordPolicy::default();
        let check = |text: &str| policy.check(&Password::parse(text).unwrap(), &["sora"]);
        assert_eq!(check(&"🗝".repeat(15)), Ok(()));
        assert_eq!(
            check(&"🗝".repeat(14)),
            Err(PolicyError::TooShort { min_length: 15 })
        );
    }

    #[test]
    fn kinds_of_characters_are_asked_for_where_an_administrator_wants_it() {
        let allowed = |composition, text: &str| {
            let policy = PasswordPolicy {
                min_length: 1,
                composition,
            };
            policy.check(&Password::parse(text).unwrap(), &["sora"]) == Ok(())
        };
        for (text, expected) in [
            ("lanterns", [true, false, false, false]),
            ("lanterns7", [true, true, false, false]),
            ("Lanterns7", [true, true, true, false]),
            ("Lanterns 7", [true, true, true, true]),
            ("提灯が七つ", [true, false, false, false]),
            ("提灯が7つ!", [true, true, true, true]),
        ] {
            let found = Composition::ALL.map(|composition| allowed(composition, text));
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(Composition::WORDS.map(str::parse), Composition::ALL.map(Ok));
    }

    #[test]
    fn a_name_is_no_password() {
        let policy = PasswordPolicy::default();
        let names = ["Sora.Example.Name", "sora.example@mail.example.test"];
        let check = |text: &str| policy.check(&Password::parse(text).unwrap(), &names);
        for name in [
            "sora.EXAMPLE.name",
            "ｓｏｒａ.example.name",
            "Sora.Example@mail.example.test",
        ] {
            assert_eq!(check(name), Err(PolicyError::Name), "{name}");
        }
        for name in [
            "sora.EXAMPLE.name!",
            "Sora  Example   Name",
            "sora-example-name",
            "soraexamplename",
            "name_sora_example",
            "Sora Example Name 2026",
        ] {
            assert_eq!(check(name), Err(PolicyError::Name), "{name}");
        }
        assert_eq!(check("sora plays the piano"), Ok(()));
        assert_eq!(check("example lanterns 7"), Ok(()));
        let short = ["A", "山田 太郎"];
        let check = |text: &str| policy.check(&Password::parse(text).unwrap(), &short);
        assert_eq!(check("a quiet lantern by the sea"), Ok(()));
        assert_eq!(check("太郎 山田 太郎 山田の提灯が七つある"), Ok(()));
    }
}
