//! Every sentence that people read, in each language: `languages/` holds a file for each, and the build
//! makes a function of each text, named by its section and its key.
//!
//! What islands say by themselves in the browser stands in the sections `live.…`. The WebAssembly itself
//! carries no text: the server writes the sections that an island needs into its element.

#[cfg(not(target_arch = "wasm32"))]
mod browser;
mod time;

use std::fmt::Display;

#[cfg(not(target_arch = "wasm32"))]
use model::locale::Locale;

/// The texts of one language.
#[derive(Clone, Copy, Debug, Default)]
pub struct Texts {
    /// Which numbers take the form `one`, then the texts in the order of their functions.
    slots: &'static [&'static str],
}

/// Texts that an island needs: where they begin, and where they end.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section(usize, usize);

/// More texts than there are.
const MOST: usize = 10_000;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

impl Texts {
    /// Those of a language.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub fn new(locale: Locale) -> Self {
        Self {
            slots: file(locale),
        }
    }

    /// Some sections, for the browser: a line each text, which begins with its place.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub fn written(self, sections: &[Section]) -> String {
        let mut lines = format!("0 {}", self.get(0));
        for Section(first, end) in sections {
            for slot in *first..*end {
                lines.push_str(&format!("\n{slot} {}", self.get(slot)));
            }
        }
        lines
    }

    /// These and those that the server has [written](Self::written). What is no such line is passed over.
    #[must_use]
    pub fn and(self, written: &str) -> Self {
        let mut slots = self.slots.to_vec();
        let mut learnt = false;
        for line in written.lines() {
            let Some((slot, text)) = line.split_once(' ') else {
                continue;
            };
            let Some(slot) = slot.parse().ok().filter(|slot| *slot < MOST) else {
                continue;
            };
            if slots.len() <= slot {
                slots.resize(slot + 1, "");
            }
            if slots[slot].is_empty() && !text.is_empty() {
                // Once a text, for as long as the document stands.
                slots[slot] = text.to_owned().leak();
                learnt = true;
            }
        }
        match learnt {
            true => Self {
                slots: slots.leak(),
            },
            false => self,
        }
    }

    fn get(self, slot: usize) -> &'static str {
        self.slots.get(slot).copied().unwrap_or_default()
    }

    /// 0 for the form `one`, 1 for the other.
    fn form(self, number: u64) -> usize {
        let ones = self.get(0).split(' ');
        let one = ones
            .filter_map(|one| one.parse().ok())
            .any(|one: u64| one == number);
        usize::from(!one)
    }

    /// A text with its values in their places. A value is never looked at for places of its own.
    fn fill(self, slot: usize, values: &[(&str, &dyn Display)]) -> String {
        let mut filled = String::new();
        let mut rest = self.get(slot);
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
                filled.push_str(&value.to_string());
            }
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}

/// Sentences one after another. Those that end with a full-width sign need no space between them.
#[must_use]
pub fn sentences<S: AsRef<str>>(parts: impl IntoIterator<Item = S>) -> String {
    let mut all = String::new();
    for part in parts {
        if !all.is_empty() && !all.ends_with(['。', '？', '！', '）', '：']) {
            all.push(' ');
        }
        all.push_str(part.as_ref());
    }
    all
}

/// A text in which a link stands in square brackets: what is before it, the link, what is after it.
#[must_use]
pub fn link(text: &'static str) -> (&'static str, &'static str, &'static str) {
    let (before, rest) = text.split_once('[').unwrap_or((text, ""));
    let (link, after) = rest.split_once(']').unwrap_or((rest, ""));
    (before, link, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_in_their_places_and_not_looked_into() {
        let texts = Texts {
            slots: &["1", "{n} of {name}{", "one"],
        };
        let filled = texts.fill(1, &[("n", &2), ("name", &"{n}")]);
        assert_eq!(filled, "2 of {n}");
        assert_eq!((texts.form(1), texts.form(0), texts.form(11)), (0, 1, 1));
    }

    #[test]
    fn the_browser_gets_the_sections_that_are_written_for_it() {
        let english = Texts::new(Locale::En);
        let read = Texts::default().and(&english.written(&[SPACE]));
        assert_eq!(read.space_after(2), english.space_after(2));
        assert_eq!(read.space_after(1), english.space_after(1));
        assert_eq!(read.verdict_found(), "");
        let more = read.and(&english.written(&[VERDICT, SPACE]));
        assert_eq!(more.verdict_found(), english.verdict_found());
        assert_eq!(more.space_remove(), english.space_remove());
        // What was learnt takes no room again.
        let again = more.and(&english.written(&[VERDICT]));
        assert_eq!(again.slots.as_ptr(), more.slots.as_ptr());
        for nonsense in ["", "nonsense", "1", "-1 x", "99999999 x", " x"] {
            assert!(Texts::default().and(nonsense).slots.is_empty());
        }
    }

    #[test]
    fn sentences_are_joined_as_their_language_does() {
        assert_eq!(sentences(["One.", "Two."]), "One. Two.");
        assert_eq!(sentences(["一。", "二。"]), "一。二。");
        assert_eq!(sentences::<&str>([]), "");
    }

    #[test]
    fn a_link_is_cut_out() {
        assert_eq!(link("Read [this] now."), ("Read ", "this", " now."));
        assert_eq!(link("Nothing"), ("Nothing", "", ""));
    }

    #[test]
    fn no_text_is_empty_or_has_space_round_it() {
        for locale in Locale::ALL {
            for text in &file(locale)[1..] {
                let fits = !text.is_empty() && text.trim() == *text;
                assert!(fits, "{locale:?}: {text:?}");
            }
        }
    }
}
