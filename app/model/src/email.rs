//! E-mail addresses.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;

/// An address that is deliverable in form (RFC 5321): at most 254 bytes, one `@`, a domain.
/// Whether a mailbox stands behind it, only a mail can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

/// Why a text cannot be an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("Enter an e-mail address such as sora@example.test.")]
pub struct EmailError;

impl Email {
    /// Longest address in bytes (RFC 5321 section 4.5.3.1.3, less the two angle brackets).
    pub const MAX_LENGTH: usize = 254;

    /// Reads an address; white space round it is dropped, as no address has any.
    ///
    /// # Errors
    /// If it is not deliverable in form.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = crate::stray_space::without_stray_space(text);
        let options = email_address::Options::default()
            .with_required_tld()
            .without_display_text()
            .without_domain_literal();
        if text.len() > Self::MAX_LENGTH
            || text.chars().any(char::is_control)
            || email_address::EmailAddress::parse_with_options(text, options).is_err()
        {
            return Err(EmailError);
        }
        Ok(Self(text.to_owned()))
    }

    /// The address as it was entered.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form by which addresses are compared: case does not matter, nor whether an accent was
    /// typed with its letter or after it (NFC). Case before the `@` could matter by the letter of
    /// RFC 5321; no mail system that people use makes it so.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase().nfc().collect()
    }
}

impl FromStr for Email {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, EmailError> {
        Self::parse(text)
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_addresses_are_read() {
        for text in [
            "sora@example.test",
            " Sora+portal@Mail.Example.test ",
            "空@例.example",
        ] {
            assert!(Email::parse(text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn what_no_server_would_take_is_refused() {
        let long = format!("{}@example.test", "a".repeat(250));
        for text in [
            "",
            "sora",
            "sora@",
            "@example.test",
            "sora@example",
            "sora@[127.0.0.1]",
            "Sora <sora@example.test>",
            "sora@example.test\r\nBcc: other@example.test",
            "so\0ra@example.test",
            &long,
        ] {
            assert!(Email::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn how_an_accent_was_typed_does_not_matter_when_comparing() {
        let (one, two) = ("\u{e9}ma@example.test", "E\u{301}MA@example.test");
        assert_eq!(
            Email::parse(one).unwrap().key(),
            Email::parse(two).unwrap().key()
        );
    }

    #[test]
    fn case_does_not_matter_when_comparing() {
        let one = Email::parse("Sora@Example.test").unwrap();
        assert_eq!(one.key(), "sora@example.test");
        assert_eq!(one.as_str(), "Sora@Example.test");
    }
}
