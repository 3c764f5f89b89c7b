//! The report that somebody who cannot log in hands to their administrator.

use std::fmt;
use std::str::FromStr;

use crate::timestamp::Duration;

/// How long a browser keeps its code: a day on which somebody cannot log in.
pub const CODE_LIFETIME: Duration = Duration::days(1);

/// Digits and capitals without those that look alike (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Names the attempts of one browser and its report, such as `K7QD-3MPX`: short enough to be told on
/// the telephone. No secret, and no proof of anything: it only finds what belongs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReportCode([u8; 8]);

/// A text that is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code has eight letters and digits, such as K7QD-3MPX")]
pub struct NoReportCode;

impl ReportCode {
    /// From 40 random bits.
    #[must_use]
    pub fn from_bits(bits: [u8; 5]) -> Self {
        let number = bits
            .into_iter()
            .fold(0_u64, |number, byte| (number << 8) | u64::from(byte));
        let mut letters = [0; 8];
        for (index, letter) in (0..8).rev().zip(&mut letters) {
            let five = (number >> (5 * index)) & 31;
            *letter = LETTERS[usize::try_from(five).unwrap_or_default()];
        }
        Self(letters)
    }
}

impl FromStr for ReportCode {
    type Err = NoReportCode;

    /// As people write it down: case, hyphens and spaces do not matter, nor whether a letter was
    /// written for the digit that it looks like.
    fn from_str(text: &str) -> Result<Self, NoReportCode> {
        let mut letters = [0; 8];
        let mut length = 0;
        let spoken = |letter: &char| !matches!(letter, '-' | ' ');
        for letter in text.chars().filter(spoken) {
            let letter = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                letter => letter,
            };
            let known = LETTERS.iter().find(|known| char::from(**known) == letter);
            *letters.get_mut(length).ok_or(NoReportCode)? = *known.ok_or(NoReportCode)?;
            length += 1;
        }
        if length < letters.len() {
            return Err(NoReportCode);
        }
        Ok(Self(letters))
    }
}

impl fmt::Display for ReportCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, letter) in self.0.into_iter().enumerate() {
            let hyphen = if index == 4 { "-" } else { "" };
            write!(f, "{hyphen}{}", char::from(letter))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code: ReportCode = "K7QD-3MPX".parse().unwrap();
        assert_eq!(code.to_string(), "K7QD-3MPX");
        for text in ["k7qd3mpx", "K7QD 3MPX", " k7-qd-3m-px "] {
            assert_eq!(text.parse(), Ok(code), "{text}");
        }
        assert_eq!("OIL0-0000".parse(), "0110-0000".parse::<ReportCode>());
        for text in ["", "K7QD-3MP", "K7QD-3MPXX", "K7QD-3MPU", "Ｋ7QD-3MPX"] {
            assert_eq!(text.parse::<ReportCode>(), Err(NoReportCode), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_code_reads_back(bits: [u8; 5]) {
            let code = ReportCode::from_bits(bits);
            prop_assert_eq!(code.to_string().parse(), Ok(code));
        }

        #[test]
        fn different_bits_make_different_codes(one: [u8; 5], other: [u8; 5]) {
            let same = ReportCode::from_bits(one) == ReportCode::from_bits(other);
            prop_assert_eq!(same, one == other);
        }
    }
}
