//! White space before or after a text: the commonest reason why a right password is refused.

/// White space at the ends of a text, counted in code points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StraySpace {
    /// Before the first visible character; all of them if nothing is visible.
    pub before: usize,
    /// After the last visible character.
    pub after: usize,
}

impl StraySpace {
    /// The stray white space of `text`, if there is any.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        let (before, _, after) = ends(text);
        let found = Self {
            before: before.chars().count(),
            after: after.chars().count(),
        };
        (found != Self::default()).then_some(found)
    }
}

/// `text` in three: the white space before it, what is within, the white space after it.
#[must_use]
pub fn ends(text: &str) -> (&str, &str, &str) {
    let rest = text.trim_start_matches(is_blank);
    let kept = rest.trim_end_matches(is_blank);
    let (before, after) = (text.len() - rest.len(), kept.len());
    (&text[..before], kept, &rest[after..])
}

/// `text` without what [`StraySpace::find`] counts.
#[must_use]
pub fn without_stray_space(text: &str) -> &str {
    ends(text).1
}

/// White space of any kind, and the invisible characters that copying brings along: zero-width
/// space, word joiner, byte order mark.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_side_is_counted() {
        assert_eq!(StraySpace::find("secret"), None);
        assert_eq!(StraySpace::find(""), None);
        assert_eq!(StraySpace::find("two words"), None);
        assert_eq!(
            StraySpace::find(" \u{3000}secret\u{a0}"),
            Some(StraySpace {
                before: 2,
                after: 1
            })
        );
    }

    #[test]
    fn every_kind_of_blank_counts() {
        for blank in [
            ' ', '\t', '\n', '\r', '\u{a0}', '\u{3000}', '\u{200b}', '\u{feff}',
        ] {
            assert_eq!(
                StraySpace::find(&format!("secret{blank}")),
                Some(StraySpace {
                    before: 0,
                    after: 1
                }),
                "{blank:?}"
            );
        }
    }

    #[test]
    fn nothing_but_spaces_is_all_before() {
        assert_eq!(
            StraySpace::find("   "),
            Some(StraySpace {
                before: 3,
                after: 0
            })
        );
    }

    proptest! {
        #[test]
        fn removing_it_leaves_none(text in any::<String>()) {
            let kept = without_stray_space(&text);
            prop_assert_eq!(StraySpace::find(kept), None);
            let found = StraySpace::find(&text).unwrap_or_default();
            prop_assert_eq!(
                kept.chars().count() + found.before + found.after,
                text.chars().count()
            );
        }
    }
}
