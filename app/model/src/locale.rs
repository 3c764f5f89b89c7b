//! Which of our languages a text is read in.

/// A language that Latchkey has words in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locale {
    /// English, also for those whose language we do not have.
    #[default]
    English,
    /// Japanese.
    Japanese,
}

/// Longest list of languages that is looked at; browsers send a handful.
const LOOKED_AT: usize = 20;

impl Locale {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::English, Self::Japanese];

    /// The language tag (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Japanese => "ja",
        }
    }

    /// The one of ours that somebody likes best who sends this `Accept-Language` (RFC 9110, 12.5.4).
    #[must_use]
    pub fn of_accept_language(header: &str) -> Self {
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
            ("", Locale::English),
            ("ja", Locale::Japanese),
            ("ja-JP,ja;q=0.9,en;q=0.8", Locale::Japanese),
            ("en-GB,en;q=0.9,ja;q=0.8", Locale::English),
            ("en;q=0.5, JA;q=0.7", Locale::Japanese),
            ("fr,de;q=0.9", Locale::English),
            ("fr, ja;q=0.1", Locale::Japanese),
            ("ja;q=0", Locale::English),
            ("ja;q=2, ja;q=nonsense, ja;q=1.5", Locale::English),
            ("*", Locale::English),
        ] {
            assert_eq!(Locale::of_accept_language(header), locale, "{header:?}");
        }
    }

    proptest! {
        #[test]
        fn any_header_is_read(header in ".{0,200}") {
            let locale = Locale::of_accept_language(&header);
            prop_assert!(Locale::ALL.contains(&locale));
        }
    }
}
