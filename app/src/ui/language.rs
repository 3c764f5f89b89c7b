//! Languages, as people choose them.

use model::user::Language;

/// A language, in its own words.
pub(crate) const fn language_in_words(language: Language) -> &'static str {
    match language {
        Language::Auto => "As the browser asks",
        Language::English => "English",
        Language::Japanese => "日本語",
    }
}
