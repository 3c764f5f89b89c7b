//! Which of our languages a text is read in.

use serde::{Deserialize, Serialize};

/// A language that Latchkey has words in. Each has a file in `app/texts/languages`, which does not compile
/// without.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English; of those whose own language there is none of.
    #[default]
    En,
    /// Japanese.
    Ja,
}

/// What stands for a language in files: a tag, or nothing in particular.
pub(crate) const LANGUAGE_WORDS: &str = "auto, en, ja";

/// Longest list of languages that is looked at; browsers send a handful.
const LOOKED_AT: usize = 20;

impl Locale {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::En, Self::Ja];

    /// The language tag (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ja => "ja",
        }
    }

    /// What the language calls itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Ja => "日本語",
        }
    }

    /// The one of a tag.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.tag() == tag)
    }

    /// The one of ours that somebody likes best who sends this `Accept-Language` (RFC 9110, 12.5.4).
    #[must_use]
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (0, Self::default());
        for part in header.split(',').take(LOOKED_AT) {
            let mut fields = part.split(';').map(str::trim);
            let tag = fields.next().unwrap_or_default();
            let language = tag.split('-').next().unwrap_or_default();
            let quality = fields.find_map(|field| field.strip_prefix("q="));
            let quality = quality.map_or(1000, thousandths);
            let ours = Self::ALL
                .into_iter()
                .find(|locale| locale.tag().eq_ignore_ascii_case(language));
            if let Some(locale) = ours
                && quality > best.0
            {
                best = (quality, locale);
            }
        }
        best.1
    }
}

/// `0.8` as 800; nothing for what is no such number.
fn thousandths(text: &str) -> u32 {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let fraction = format!("{rest:0<3}");
    match (whole, fraction.len(), fraction.parse::<u32>()) {
        ("0", 3, Ok(fraction)) => fraction,
        ("1", 3, Ok(0)) => 1000,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_language_that_is_liked_best_wins() {
        for (header, locale) in [
            ("", Locale::En),
            ("ja", Locale::Ja),
            ("ja-JP,ja;q=0.9,en;q=0.8", Locale::Ja),
            ("en-GB,en;q=0.9,ja;q=0.8", Locale::En),
            ("en;q=0.5, JA;q=0.7", Locale::Ja),
            ("fr,de;q=0.9", Locale::En),
            ("fr, ja;q=0.1", Locale::Ja),
            ("ja;q=0", Locale::En),
            ("ja;q=2, ja;q=nonsense, ja;q=1.5", Locale::En),
            ("*", Locale::En),
        ] {
            assert_eq!(Locale::from_accept_language(header), locale, "{header:?}");
        }
    }

    #[test]
    fn a_language_is_written_as_its_tag() {
        for locale in Locale::ALL {
            let json = serde_json::to_string(&locale).unwrap();
            assert_eq!(json, format!("\"{}\"", locale.tag()));
            assert_eq!(Locale::from_tag(locale.tag()), Some(locale));
        }
    }

    proptest! {
        #[test]
        fn any_header_is_read(header in ".{0,200}") {
            let locale = Locale::from_accept_language(&header);
            prop_assert!(Locale::ALL.contains(&locale));
        }
    }
}
