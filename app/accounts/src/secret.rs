//! The only place that draws randomness: tokens, codes and salts.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// `N` bytes from the operating system.
///
/// # Panics
/// If the operating system has none, as nothing safe can be done then.
#[allow(
    clippy::disallowed_methods,
    reason = "this is the place where randomness is drawn"
)]
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

/// 64 random bits, written as 16 letters and digits: names one request in the logs. No secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RequestId([u8; 8]);

impl RequestId {
    /// A new one.
    #[must_use]
    pub fn random() -> Self {
        Self(random())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// 128 random bits as 32 letters and digits: tells one mail from all others. No secret.
#[must_use]
pub(crate) fn message_id() -> String {
    data_encoding::HEXLOWER.encode(&random::<16>())
}

/// Random words, each of 1,295 as likely as the others (10.3 bits), with hyphens between: easy to
/// read aloud and to type. The list is made for that: short, common, none of them the beginning of
/// another's sound (EFF's short list, 2016).
#[must_use]
pub(crate) fn words(number: usize) -> Zeroizing<String> {
    let words = &diceware_wordlists::EFF_SHORT_WORDLIST_1;
    let size = u16::try_from(words.len()).expect("a short list");
    // The rest would make the first words likelier than the others.
    let fair = u16::MAX - u16::MAX % size;
    let mut drawn = std::iter::repeat_with(|| u16::from_be_bytes(random()))
        .filter(|number| *number < fair)
        .map(|number| words[usize::from(number % size)])
        // One of them has a hyphen itself.
        .filter(|word| !word.contains('-'));
    let mut text = Zeroizing::new(String::with_capacity(number * 16));
    for index in 0..number {
        if index > 0 {
            text.push('-');
        }
        text.push_str(drawn.next().unwrap_or_default());
    }
    text
}

/// 256 random bits that prove something to whoever holds them (ASVS 5.0, 7.2.3 asks for 128).
/// Only its [`TokenHash`] is stored. It does not print, and its memory is wiped after use.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Zeroizing<[u8; 32]>);

impl Token {
    /// A new one.
    #[must_use]
    pub fn random() -> Self {
        Self(Zeroizing::new(random()))
    }

    /// Reads what [`Token::reveal`] wrote; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        if text.len() != 43 {
            return None;
        }
        let length = BASE64URL_NOPAD
            .decode_mut(text.as_bytes(), &mut *bytes)
            .ok()?;
        (length == 32).then_some(Self(bytes))
    }

    /// The token itself, 43 characters of base64url, for the one who is to hold it.
    #[must_use]
    pub fn reveal(&self) -> String {
        BASE64URL_NOPAD.encode(&*self.0)
    }

    /// What is stored of it. A fast hash is enough: 256 random bits cannot be guessed.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(*self.0).into())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(hidden)")
    }
}

/// SHA-256 of a [`Token`] or a [`Code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    pub(crate) fn to_vec(self) -> Vec<u8> {
        self.0.to_vec()
    }

    /// 16 letters and digits that tell it from others, and from which neither it nor the token can
    /// be found out.
    pub(crate) fn fingerprint(self) -> String {
        data_encoding::HEXLOWER.encode(&Sha256::digest(self.0)[..8])
    }
}

/// A code that a person copies by hand from one screen to another: 80 random bits in groups of
/// four, without letters that look alike (Crockford's base 32).
#[derive(Clone)]
pub struct Code(Zeroizing<String>);

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Code {
    /// A new one.
    #[must_use]
    pub fn random() -> Self {
        let mut text = Zeroizing::new(String::with_capacity(19));
        for (index, byte) in random::<16>().into_iter().enumerate() {
            if index > 0 && index % 4 == 0 {
                text.push('-');
            }
            // 256 is a multiple of 32: every letter is as likely as the others.
            text.push(char::from(LETTERS[usize::from(byte % 32)]));
        }
        Self(text)
    }

    /// What somebody typed as a code; case, hyphens and spaces do not matter, nor whether a letter
    /// was typed for the digit that it looks like.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        let plain = text.chars().filter(char::is_ascii_alphanumeric);
        let read = plain.map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        });
        Self(Zeroizing::new(read.collect()))
    }

    /// What is stored of it. A fast hash is enough: 80 random bits that open something for an hour
    /// cannot be guessed.
    #[must_use]
    pub(crate) fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0.replace('-', "").as_bytes()).into())
    }

    /// The code itself, for the one who is to copy it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_nothing_else_does() {
        let token = Token::random();
        let text = token.reveal();
        assert_eq!(Token::parse(&text), Some(token));
        for other in [
            "",
            "abc",
            &text[1..],
            &format!("{text}A"),
            &text.replace(&text[..1], "*"),
        ] {
            assert_eq!(Token::parse(other), None, "{other:?}");
        }
    }

    #[test]
    fn words_are_drawn_from_the_whole_list_and_can_be_read_aloud() {
        let drawn = words(5000);
        let mut seen: Vec<_> = drawn.split('-').collect();
        assert_eq!(seen.len(), 5000);
        assert!(
            drawn.chars().all(|c| c == '-' || c.is_ascii_lowercase()),
            "{}",
            *drawn
        );
        seen.sort_unstable();
        seen.dedup();
        // Of 1,295, the chance of less than 1,200 is below one in a million.
        assert!((1200..=1295).contains(&seen.len()), "{}", seen.len());
    }

    #[test]
    fn neither_prints() {
        let (token, code) = (Token::random(), Code::random());
        assert!(!format!("{token:?}").contains(&token.reveal()));
        assert!(!format!("{code:?}").contains(code.reveal()));
    }

    #[test]
    fn a_code_may_be_typed_as_people_type() {
        let code = Code(Zeroizing::new("K7QD-3MP0-0123-ABCD".to_owned()));
        let is = |typed: &str| Code::typed(typed).hash() == code.hash();
        assert!(is("k7qd 3mpo oI23 abcd"));
        assert!(is("K7QD3MP00123ABCD"));
        assert!(!is("K7QD-3MP0-0123-ABCE"));
        assert!(!is(""));
    }

    #[test]
    fn a_code_has_four_groups_of_four() {
        let code = Code::random();
        let groups: Vec<_> = code.reveal().split('-').map(str::len).collect();
        assert_eq!(groups, [4, 4, 4, 4]);
    }
}
