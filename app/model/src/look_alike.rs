//! Characters inside a text that look like ones on the keyboard, or like nothing, and are others: phones, word
//! processors and chat programs put them there, and whoever types the same by hand is refused.

use crate::hidden::is_hidden;
use crate::script::Script;
use crate::stray_space::ends;

/// What a character is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookAlikeKind {
    /// For a plain quote or an apostrophe.
    Quote,
    /// For a hyphen.
    Dash,
    /// For three full stops.
    Ellipsis,
    /// For the space of the keyboard: one that breaks no line, one as wide as a letter.
    Space,
    /// For nothing: it cannot be seen.
    Hidden,
}

/// The first such character of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookAlike {
    /// What it is taken for.
    pub kind: LookAlikeKind,
    /// The how many-th character it is, in code points from 1.
    pub place: usize,
}

impl LookAlike {
    /// The first one inside of `text`; at its ends [`StraySpace`](crate::stray_space::StraySpace) tells of blanks.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        let (before, inside, _) = ends(text);
        let before = before.chars().count();
        found(inside)
            .enumerate()
            .find_map(|(at, (_, meant))| Some((at, meant?)))
            .map(|(at, (kind, _))| Self {
                kind,
                place: before + at + 1,
            })
    }
}

/// `text` with what was meant in the place of each such character inside of it.
#[must_use]
pub fn typed_plainly(text: &str) -> String {
    let (before, inside, after) = ends(text);
    let mut plain = before.to_owned();
    for (c, meant) in found(inside) {
        match meant {
            Some((_, meant)) => plain.push_str(meant),
            None => plain.push(c),
        }
    }
    plain.push_str(after);
    plain
}

/// Each character, with what it is and what was meant, if it is one of them.
fn found(text: &str) -> impl Iterator<Item = (char, Option<(LookAlikeKind, &'static str)>)> {
    // As it stands before, typed plainly.
    let mut before = None;
    text.chars().map(move |c| {
        let meant = meant(c).filter(|_| !joins(before, c));
        match meant {
            None => before = Some(c),
            Some((_, plain)) => before = plain.chars().next_back().or(before),
        }
        (c, meant)
    })
}

fn meant(c: char) -> Option<(LookAlikeKind, &'static str)> {
    Some(match c {
        '\u{2018}'..='\u{201b}' | '\u{2032}' => (LookAlikeKind::Quote, "'"),
        '\u{201c}'..='\u{201f}' | '\u{2033}' => (LookAlikeKind::Quote, "\""),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => (LookAlikeKind::Dash, "-"),
        '\u{2026}' => (LookAlikeKind::Ellipsis, "..."),
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            (LookAlikeKind::Space, " ")
        }
        c if is_hidden(c) => (LookAlikeKind::Hidden, ""),
        _ => return None,
    })
}

/// Whether it is a joiner where one belongs: between emoji, and in scripts that write with them.
fn joins(before: Option<char>, c: char) -> bool {
    let joiner = matches!(c, '\u{200c}' | '\u{200d}');
    joiner
        && before.is_some_and(|before| match Script::from_char(before) {
            None => !before.is_ascii(),
            Some(script) => matches!(script, Script::Arabic | Script::Indic | Script::Other),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn find(text: &str) -> Option<(LookAlikeKind, usize)> {
        LookAlike::find(text).map(|found| (found.kind, found.place))
    }

    #[test]
    fn each_is_told_with_its_place() {
        for (text, kind, place) in [
            ("don\u{2019}t", LookAlikeKind::Quote, 4),
            ("\u{201c}open\u{201d}", LookAlikeKind::Quote, 1),
            ("one\u{2013}two", LookAlikeKind::Dash, 4),
            ("wait\u{2026}", LookAlikeKind::Ellipsis, 5),
            ("open\u{a0}sesame", LookAlikeKind::Space, 5),
            ("ひらけ\u{3000}ごま", LookAlikeKind::Space, 4),
            ("sec\u{200b}ret", LookAlikeKind::Hidden, 4),
            ("sec\u{ad}ret", LookAlikeKind::Hidden, 4),
            ("sec\u{200d}ret", LookAlikeKind::Hidden, 4),
            // Of the blank before it the stray space tells.
            ("\u{a0}a\u{2014}b", LookAlikeKind::Dash, 3),
        ] {
            assert_eq!(find(text), Some((kind, place)), "{text:?}");
        }
    }

    #[test]
    fn what_can_be_typed_or_belongs_there_is_none() {
        for text in [
            "",
            "don't - \"wait...\"",
            " ends ",
            "\u{3000}",
            "👩\u{200d}💻",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "naïve パスワード",
        ] {
            assert_eq!(find(text), None, "{text:?}");
        }
    }

    #[test]
    fn typed_plainly_it_is_what_the_keyboard_has() {
        let plain =
            typed_plainly("\u{201c}don\u{2019}t\u{201d}\u{a0}\u{2014} wait\u{2026}\u{200b}now");
        assert_eq!(plain, "\"don't\" - wait...now");
        assert_eq!(typed_plainly("\u{a0}a\u{2013}b\u{a0}"), "\u{a0}a-b\u{a0}");
    }

    proptest! {
        #[test]
        fn typed_plainly_nothing_is_left_to_tell(text in "[a\u{200d}👩💻\u{2019}\u{a0}\u{200b}\u{ad}\u{2026} \u{3000}ع]{0,12}|\\PC{0,12}") {
            let plain = typed_plainly(&text);
            prop_assert_eq!(LookAlike::find(&plain), None, "{:?}", plain);
            prop_assert_eq!(typed_plainly(&plain), plain.clone());
            if LookAlike::find(&text).is_none() {
                prop_assert_eq!(plain, text);
            }
        }
    }
}
