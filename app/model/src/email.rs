//! E-mail addresses.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use crate::canonical::{ascii_domain, canonical};
use crate::hidden::is_hidden;

/// An address that a mail can be sent to: at most 254 bytes as it travels, a local part, one `@`, a domain
/// with a dot (RFC 5321, RFC 6531). Whether a mailbox stands behind it, only a mail can tell.
///
/// The local part may have dots at its ends and several in a row: RFC 5321 does not let it, but Japanese
/// carriers gave such addresses to millions. On its way it is quoted, as any local part may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    entered: String,
    domain: String,
}

/// Why a text cannot be an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("Enter an e-mail address such as sora@example.test.")]
pub struct EmailError;

/// Besides letters and digits, what stands in a local part without quotes (`atext`, RFC 5322, 3.2.3).
const ATEXT: &str = "!#$%&'*+-/=?^_`{|}~";

impl Email {
    /// Longest address in bytes (RFC 5321 section 4.5.3.1.3, less the two angle brackets).
    pub const MAX_LENGTH: usize = 254;
    /// Longest local part in bytes (RFC 5321 section 4.5.3.1.1).
    const MAX_LOCAL: usize = 64;

    /// Reads an address; white space round it is dropped, as no address has any, and letters and signs
    /// that were typed in full width are taken for the plain ones.
    ///
    /// # Errors
    /// If no mail can be sent to it.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = crate::stray_space::without_stray_space(text);
        if text.len() > 3 * Self::MAX_LENGTH {
            return Err(EmailError);
        }
        let entered: String = text.chars().map(plain_width).collect();
        let (local, domain) = entered.rsplit_once('@').ok_or(EmailError)?;
        let domain = ascii_domain(domain).ok_or(EmailError)?;
        if !is_local(local) || !is_public(&domain) || entered.len() > Self::MAX_LENGTH {
            return Err(EmailError);
        }
        let email = Self { entered, domain };
        let valid = email.on_the_wire().len() <= Self::MAX_LENGTH
            && email.key().chars().count() <= Self::MAX_LENGTH;
        valid.then_some(email).ok_or(EmailError)
    }

    /// The address as it was entered.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.entered
    }

    /// The form by which addresses are compared: see [`canonical`]. Case before the `@` could matter by the
    /// letter of RFC 5321; no mail system that people use makes it so.
    #[must_use]
    pub fn key(&self) -> String {
        canonical(&self.entered)
    }

    /// What stands before the `@`, as it travels: in quotes where it needs them (RFC 5321 section 4.1.2).
    /// What is not ASCII needs a server that knows SMTPUTF8 (RFC 6531).
    #[must_use]
    pub fn local_on_the_wire(&self) -> String {
        let local = self.entered.rsplit_once('@').map_or("", |(local, _)| local);
        let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
        match dots {
            true => format!("\"{local}\""),
            false => local.to_owned(),
        }
    }

    /// What stands after the `@`, as the DNS knows it.
    #[must_use]
    pub fn domain_on_the_wire(&self) -> &str {
        &self.domain
    }

    fn on_the_wire(&self) -> String {
        format!("{}@{}", self.local_on_the_wire(), self.domain)
    }
}

/// The plain form of what an input method wrote in full width.
fn plain_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

fn is_local(local: &str) -> bool {
    let plain = |c: char| match c.is_ascii() {
        true => c.is_ascii_alphanumeric() || c == '.' || ATEXT.contains(c),
        // Letters of all scripts, with their marks (RFC 6532, 3.2).
        false => !c.is_control() && !c.is_whitespace() && !is_hidden(c),
    };
    let some = local.contains(|c| c != '.');
    some && local.len() <= Email::MAX_LOCAL && (local.chars().all(plain) || is_quoted(local))
}

/// `"…"`, in which a backslash says of the next character that it is only that (RFC 5321, 4.1.2).
fn is_quoted(local: &str) -> bool {
    let inner = local
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let shown = |c: char| c.is_ascii_graphic() || c == ' ';
    let mut chars = inner
        .filter(|inner| !inner.is_empty())
        .unwrap_or("\"")
        .chars();
    while let Some(c) = chars.next() {
        let fine = match c {
            '\\' => chars.next().is_some_and(shown),
            c => c != '"' && shown(c),
        };
        if !fine {
            return false;
        }
    }
    true
}

/// A name under a top-level domain, and no number such as 127.0.0.1.
fn is_public(domain: &str) -> bool {
    let last = domain
        .trim_end_matches('.')
        .rsplit_once('.')
        .map(|(_, last)| last);
    !domain.ends_with('.')
        && last.is_some_and(|last| !last.bytes().all(|byte| byte.is_ascii_digit()))
}

impl FromStr for Email {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, EmailError> {
        Self::parse(text)
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.entered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn common_addresses_are_read() {
        for text in [
            "sora@example.test",
            " Sora+portal@Mail.Example.test ",
            "空@例.example",
            "o'sora/ops@example.test",
            "\"sora example\"@example.test",
        ] {
            assert!(Email::parse(text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn what_no_server_would_take_is_refused() {
        let long = format!("{}@example.test", "a".repeat(250));
        let longer_in_dns = format!("sora@{}.example", "ü".repeat(62));
        let many = format!("sora@{}test", "label.".repeat(50));
        for text in [
            "",
            "sora",
            "sora@",
            "@example.test",
            ".@example.test",
            "sora@example",
            "sora@example.",
            "sora@.test",
            "sora@a..test",
            "sora@-a_b.test",
            "sora@127.0.0.1",
            "sora@[127.0.0.1]",
            "so ra@example.test",
            "so\u{200b}ra@example.test",
            "sora@ex\u{200b}\u{202e}ample.te st",
            "so,ra@example.test",
            "\"so\"ra\"@example.test",
            "Sora <sora@example.test>",
            "sora@example.test\r\nBcc: other@example.test",
            "so\0ra@example.test",
            &long,
            &longer_in_dns,
            &many,
        ] {
            assert!(Email::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn addresses_of_carriers_are_quoted_on_their_way() {
        for (text, local) in [
            ("a..b@docomo.ne.jp", "\"a..b\""),
            ("a.@ezweb.ne.jp", "\"a.\""),
            (".a@example.test", "\".a\""),
            ("a.b@example.test", "a.b"),
            ("\"a b\"@example.test", "\"a b\""),
        ] {
            let email = Email::parse(text).unwrap();
            assert_eq!(email.as_str(), text);
            assert_eq!(email.local_on_the_wire(), local);
        }
    }

    #[test]
    fn a_domain_has_one_form_on_its_way() {
        let typed = Email::parse("Sora@Bücher.example").unwrap();
        let ascii = Email::parse("sora@xn--bcher-kva.example").unwrap();
        assert_eq!(typed.domain_on_the_wire(), "xn--bcher-kva.example");
        assert_eq!(typed.key(), ascii.key());
        assert_eq!(typed.as_str(), "Sora@Bücher.example");
        let wide = Email::parse("ｓｏｒａ＠ｅｘａｍｐｌｅ．ｔｅｓｔ").unwrap();
        assert_eq!(wide.as_str(), "sora@example.test");
    }

    #[test]
    fn neither_case_nor_how_an_accent_was_typed_matters_when_comparing() {
        let (one, two) = ("\u{e9}ma@example.test", "E\u{301}MA@example.test");
        let key = |text| Email::parse(text).unwrap().key();
        assert_eq!(key(one), key(two));
        assert_eq!(key("Sora@Example.test"), "sora@example.test");
    }

    proptest! {
        /// What is accepted can be mailed: it is written so that it reads back as the same address.
        #[test]
        fn what_is_accepted_travels(text in "[\\PC]{1,12}@[\\PC]{1,12}\\.(test|例)|[a.\"\\\\ ü]{1,9}@(a\\.)*test") {
            if let Ok(email) = Email::parse(&text) {
                let local = email.local_on_the_wire();
                let quoted = local.starts_with('"') && local.ends_with('"') && local.len() > 2;
                let atoms = local.split('.').all(|atom| !atom.is_empty() && !atom.contains(['"', ' ', '@', '\\']));
                prop_assert!(quoted || atoms, "{}", local);
                prop_assert!(email.domain_on_the_wire().is_ascii());
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
                let ascii = format!("{}@{}", email.as_str().rsplit_once('@').unwrap().0, email.domain_on_the_wire());
                prop_assert_eq!(Email::parse(&ascii).unwrap().key(), email.key());
            }
        }
    }
}
