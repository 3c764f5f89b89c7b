//! Login names: what may be one, and when two are the same.

use precis_profiles::UsernameCaseMapped;
use precis_profiles::precis_core::profile::Profile;
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

use crate::canonical::canonical;
use crate::email::Email;
use crate::stray_space::{StraySpace, without_stray_space};

/// Longest login name in code points.
pub const MAX_LENGTH: usize = 128;

/// Characters that no login name may hold, besides what RFC 8265 already forbids.
pub const FORBIDDEN: &[char] = &['\\', '[', ']', '"', ':', ';', '<', '>', ',', '/'];

/// A valid login name: as it was chosen, and the key by which it is unique.
///
/// What PRECIS UsernameCaseMapped allows is one (RFC 8265 section 3.3), or as section 3.1 of it says,
/// several such parts with one space between them. Two names are the same if their keys are: see
/// [`canonical`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginName {
    chosen: String,
    key: String,
}

/// Why a text cannot be a login name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum LoginNameError {
    /// Nothing was entered.
    #[error("Enter a login name.")]
    Empty,
    /// More than [`MAX_LENGTH`] code points.
    #[error("A login name has at most 128 characters.")]
    TooLong,
    /// White space at an end; it would look the same as the name without it.
    #[error("A login name cannot start or end with a space.")]
    StraySpace,
    /// One of [`FORBIDDEN`].
    #[error("A login name cannot contain any of \\ [ ] \" : ; < > , /")]
    Forbidden,
    /// A character that RFC 8265 does not allow in a name: control characters, symbols that look
    /// alike, mixed directions.
    #[error("A login name can only contain letters, digits, common signs and single spaces.")]
    Characters,
}

impl LoginName {
    /// Checks a name that somebody chooses.
    ///
    /// # Errors
    /// The first rule that `text` breaks.
    pub fn parse(text: &str) -> Result<Self, LoginNameError> {
        if text.is_empty() {
            return Err(LoginNameError::Empty);
        }
        if text.chars().count() > MAX_LENGTH {
            return Err(LoginNameError::TooLong);
        }
        if StraySpace::find(text).is_some() {
            return Err(LoginNameError::StraySpace);
        }
        if text.contains(FORBIDDEN) {
            return Err(LoginNameError::Forbidden);
        }
        let key = key(text).ok_or(LoginNameError::Characters)?;
        // Width mapping can bring forth what was forbidden, as with the full-width colon.
        if key.contains(FORBIDDEN) {
            return Err(LoginNameError::Forbidden);
        }
        Ok(Self {
            chosen: text.nfc().collect(),
            key,
        })
    }

    /// The name as it was chosen, for people.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.chosen
    }

    /// The form by which names are compared and unique.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

impl fmt::Display for LoginName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.chosen)
    }
}

fn key(text: &str) -> Option<String> {
    let profile = UsernameCaseMapped::new();
    let may_be_chosen = |text: &str| text.split(' ').all(|part| profile.enforce(part).is_ok());
    let key = may_be_chosen(text).then(|| canonical(text))?;
    // A key must be a name, and its own key.
    (may_be_chosen(&key) && canonical(&key) == key).then_some(key)
}

/// What somebody typed into **Login Name** in order to log in: a login name, an e-mail address,
/// or a mistake. All three are looked up and counted alike, so that nobody learns which it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedName {
    key: String,
}

/// Why a text cannot be looked up at all. Said before any account is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum TypedNameError {
    /// Nothing was entered.
    #[error("Enter your login name.")]
    Empty,
    /// Longer than any login name (128) or, with an `@` in it, any e-mail address (254).
    #[error("A login name has at most 128 characters.")]
    TooLong,
    /// NUL or another control character, which no keyboard types.
    #[error("Your login name contains a character that cannot be typed. Type it by hand.")]
    Control,
}

impl TypedName {
    /// Reads what was typed. White space at the ends is passed over: no login name and no address
    /// has any, so it can only be the mistake that the page warns of.
    ///
    /// # Errors
    /// If the text could not be any name or address.
    pub fn parse(text: &str) -> Result<Self, TypedNameError> {
        let text = without_stray_space(text);
        if text.is_empty() {
            return Err(TypedNameError::Empty);
        }
        let limit = if text.contains('@') {
            Email::MAX_LENGTH
        } else {
            MAX_LENGTH
        };
        if text.chars().count() > limit {
            return Err(TypedNameError::TooLong);
        }
        if text.chars().any(char::is_control) {
            return Err(TypedNameError::Control);
        }
        Ok(Self {
            key: canonical(text),
        })
    }

    /// The key to look up, as a login name and as an address, and what failures are counted for.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_and_width_do_not_matter() {
        let plain = LoginName::parse("Sora.Example").unwrap();
        let wide = LoginName::parse("ｓｏｒａ．ｅｘａｍｐｌｅ").unwrap();
        assert_eq!(plain.key(), "sora.example");
        assert_eq!(plain.key(), wide.key());
        assert_eq!(plain.as_str(), "Sora.Example");
    }

    #[test]
    fn each_rule_is_named() {
        let cases = [
            ("", LoginNameError::Empty),
            (" sora", LoginNameError::StraySpace),
            ("sora\u{3000}", LoginNameError::StraySpace),
            ("so\"ra", LoginNameError::Forbidden),
            ("so：ra", LoginNameError::Forbidden),
            ("so\0ra", LoginNameError::Characters),
            ("so  ra", LoginNameError::Characters),
            ("so\tra", LoginNameError::Characters),
        ];
        for (text, error) in cases {
            assert_eq!(LoginName::parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn length_is_counted_in_code_points() {
        assert!(LoginName::parse(&"あ".repeat(128)).is_ok());
        assert_eq!(
            LoginName::parse(&"あ".repeat(129)),
            Err(LoginNameError::TooLong)
        );
        assert_eq!(
            TypedName::parse(&"a".repeat(129)),
            Err(TypedNameError::TooLong)
        );
    }

    #[test]
    fn names_with_spaces_inside_and_japanese_names_are_welcome() {
        for text in [
            "sora example",
            "空 例",
            "sora@example.test",
            "o'example-1_2",
        ] {
            assert!(LoginName::parse(text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn a_typed_name_with_a_stray_space_still_finds_the_account() {
        let longest = format!(" {} ", "a".repeat(128));
        assert!(
            TypedName::parse(&longest).is_ok(),
            "what is passed over does not count"
        );
        let typed = TypedName::parse(" Sora.Example\u{3000}").unwrap();
        assert_eq!(typed.key(), LoginName::parse("sora.example").unwrap().key());
    }

    #[test]
    fn an_address_that_could_be_no_login_name_is_still_an_address() {
        let (local, label) = ("a".repeat(60), "b".repeat(60));
        let long = format!("{local}@{label}.{label}.test");
        for text in [
            "ops/alerts@example.test",
            "soʼra@example.test",
            &long,
            " E\u{301}ma@example.test",
        ] {
            let (typed, email) = (TypedName::parse(text), Email::parse(text));
            assert_eq!(typed.unwrap().key(), email.unwrap().key(), "{text:?}");
        }
    }

    #[test]
    fn control_characters_are_refused() {
        assert_eq!(TypedName::parse("so\0ra"), Err(TypedNameError::Control));
        assert_eq!(TypedName::parse(" \t "), Err(TypedNameError::Empty));
    }

    proptest! {
        #[test]
        fn the_key_of_a_key_is_itself(text in "\\PC{1,20}") {
            if let Ok(name) = LoginName::parse(&text) {
                let again = LoginName::parse(name.key()).unwrap();
                prop_assert_eq!(again.key(), name.key());
            }
        }

        #[test]
        fn a_chosen_name_is_found_when_typed(text in "\\PC{1,20}", space in "[ \u{3000}\t]{0,3}") {
            if let Ok(name) = LoginName::parse(&text) {
                let typed = TypedName::parse(&format!("{space}{text}{space}")).unwrap();
                prop_assert_eq!(typed.key(), name.key());
            }
        }

        #[test]
        fn any_text_is_read_without_panicking(text in any::<String>()) {
            let _ = (LoginName::parse(&text), TypedName::parse(&text));
        }
    }
}
