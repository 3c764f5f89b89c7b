//! Which script a letter belongs to: enough to notice that a keyboard is set to another one.

/// A writing system, as keyboards are set to one. Kana and Han are one, since Japanese is typed
/// with both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// A–Z with all their accents, full-width ones too.
    Latin,
    /// Greek.
    Greek,
    /// Cyrillic.
    Cyrillic,
    /// Armenian.
    Armenian,
    /// Hebrew.
    Hebrew,
    /// Arabic.
    Arabic,
    /// The scripts of India, from Devanagari to Sinhala.
    Indic,
    /// Thai and Lao.
    Thai,
    /// Georgian.
    Georgian,
    /// Hangul.
    Hangul,
    /// Hiragana, katakana, and Han characters.
    Japanese,
    /// Any other.
    Other,
}

impl Script {
    /// The script of a letter; `None` for digits, signs and spaces, which belong to every script.
    #[must_use]
    pub fn from_char(c: char) -> Option<Self> {
        if !c.is_alphabetic() {
            return None;
        }
        Some(match c {
            'A'..='Z' | 'a'..='z' | '\u{AA}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => Self::Latin,
            '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' => Self::Latin,
            '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Self::Greek,
            '\u{400}'..='\u{52F}' | '\u{1C80}'..='\u{1C8F}' => Self::Cyrillic,
            '\u{531}'..='\u{58F}' => Self::Armenian,
            '\u{590}'..='\u{5FF}' => Self::Hebrew,
            '\u{600}'..='\u{77F}' | '\u{8A0}'..='\u{8FF}' => Self::Arabic,
            '\u{900}'..='\u{DFF}' => Self::Indic,
            '\u{E00}'..='\u{EFF}' => Self::Thai,
            '\u{10A0}'..='\u{10FF}' | '\u{1C90}'..='\u{1CBF}' => Self::Georgian,
            '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7AF}' => {
                Self::Hangul
            }
            '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' => {
                Self::Japanese
            }
            '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9F}' => {
                Self::Japanese
            }
            '\u{20000}'..='\u{323AF}' => Self::Japanese,
            _ => Self::Other,
        })
    }
}

/// Whether `text` has letters of two scripts, as when a keyboard was switched half-way.
#[must_use]
pub fn is_mixed(text: &str) -> bool {
    let mut scripts = text.chars().filter_map(Script::from_char);
    scripts
        .next()
        .is_some_and(|first| scripts.any(|other| other != first))
}

/// Whether `text` holds full-width letters, digits or signs (U+FF01–U+FF5E), which look like the
/// plain ones and are others.
#[must_use]
pub fn has_full_width(text: &str) -> bool {
    text.chars().any(|c| ('\u{FF01}'..='\u{FF5E}').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_script_with_digits_and_signs_is_not_mixed() {
        for text in ["", "correct-horse-7", "пароль 123", "ひらカナ漢字", "naïve"] {
            assert!(!is_mixed(text), "{text}");
        }
    }

    #[test]
    fn a_keyboard_switched_half_way_is_noticed() {
        for text in ["secretпароль", "pаypal", "passwordぱす", "σecret"] {
            assert!(is_mixed(text), "{text}");
        }
    }

    #[test]
    fn full_width_is_told_from_plain_and_from_kana() {
        assert!(has_full_width("abｃ"));
        assert!(has_full_width("１２３"));
        assert!(has_full_width("a！"));
        assert!(!has_full_width("abc123!"));
        assert!(!has_full_width("パスワード"));
    }
}
