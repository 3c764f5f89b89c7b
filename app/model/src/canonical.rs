//! When two names, or two addresses, are the same: one form for all of them, stored or typed, whether
//! anybody has them or not.
//!
//! PRECIS UsernameCaseMapped (RFC 8265, 3.3) is about names that may be chosen, and joins width and most of
//! case. Here whatever may be typed has a form, and case is folded as a whole (Unicode 3.13, D145): `ΝΙΚΟΣ`
//! is `νικος` and `νικοσ`, `STRASSE` is `straße`. Of an address the domain is in the form of the DNS (IDNA,
//! UTS 46): `bücher.example` is `xn--bcher-kva.example`.

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use unicode_normalization::UnicodeNormalization;

/// Folding can open the way for normalising and the other way round; after so many rounds nothing known
/// changes any more.
const ROUNDS: usize = 4;
/// Longest domain that is looked at, in bytes: none that is valid is as long (RFC 1035, 2.3.4), and what
/// it takes grows with the square of it.
const LONGEST_DOMAIN: usize = 1024;

/// The one form of a name or an address.
#[must_use]
pub fn canonical(text: &str) -> String {
    let folded = folded(text);
    let ascii = folded
        .rsplit_once('@')
        .and_then(|(local, domain)| Some((local, ascii_domain(domain)?)));
    match ascii {
        Some((local, domain)) => format!("{local}@{domain}"),
        None => folded,
    }
}

/// A text without differences of case, width and composition.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut folded = text.to_owned();
    for _ in 0..ROUNDS {
        let next = folded
            .nfkc()
            .flat_map(char::to_lowercase)
            // There and back, what has two small forms has one.
            .flat_map(char::to_uppercase)
            .flat_map(char::to_lowercase)
            .nfkc()
            .collect::<String>();
        if next == folded {
            break;
        }
        folded = next;
    }
    folded
}

/// A domain as the DNS knows it; `None` if it can be none.
#[must_use]
pub fn ascii_domain(domain: &str) -> Option<String> {
    if domain.len() > LONGEST_DOMAIN {
        return None;
    }
    Uts46::new()
        .to_ascii(
            domain.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::Allow,
            DnsLength::Verify,
        )
        .ok()
        .map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_the_same_has_one_form() {
        for alike in [
            &[
                "mika@example.test",
                "ｍｉｋａ＠ｅｘａｍｐｌｅ．ｔｅｓｔ",
                "MIKA@Example.TEST",
            ][..],
            &["νικος", "ΝΙΚΟΣ", "νικοσ", "Νικος"],
            &["straße", "STRASSE", "STRAẞE"],
            &[
                "mika@bücher.example",
                "Mika@BÜCHER.example",
                "mika@xn--bcher-kva.example",
            ],
            &["\u{e9}ma", "E\u{301}MA"],
            &["ops/alerts@例え。テスト", "ops/alerts@例え.テスト"],
            &["ﾐｶ", "ミカ"],
            &["kelvin", "\u{212a}elvin"],
        ] {
            for text in alike {
                assert_eq!(canonical(text), canonical(alike[0]), "{text}");
            }
        }
    }

    #[test]
    fn what_is_no_domain_stays_as_it_is() {
        assert_eq!(canonical("mika@"), "mika@");
        assert_eq!(canonical("a@b@c d"), "a@b@c d");
        let long = format!("mika@{}", "ü".repeat(10_000));
        assert_eq!(canonical(&long), long);
    }

    proptest! {
        #[test]
        fn a_form_is_its_own_form(text in "\\PC{0,40}(@\\PC{0,20})?") {
            let form = canonical(&text);
            prop_assert_eq!(canonical(&form), form);
        }

        /// In whichever way a keyboard writes it.
        #[test]
        fn nobody_is_told_apart_by_case_width_or_composition(text in "[\\p{L}\\p{N}.@]{1,30}") {
            let form = canonical(&text);
            prop_assert_eq!(&canonical(&text.nfd().collect::<String>()), &form);
            let wide = |c: char| match c {
                '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
                c => c,
            };
            prop_assert_eq!(&canonical(&text.chars().map(wide).collect::<String>()), &form);
            prop_assert_eq!(&canonical(&text.to_uppercase()), &form);
            prop_assert_eq!(&canonical(&text.to_lowercase()), &form);
        }
    }
}
