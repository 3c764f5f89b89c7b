//! Cells that a spreadsheet would run as formulas, or that mean something to us, made harmless and
//! back.
//!
//! A spreadsheet runs what begins with one of [`STARTS`], also when the file is a table of plain
//! text (OWASP, "CSV Injection"). An apostrophe before it makes it a text. A value that begins with
//! an apostrophe before one of them gets another, so that each value comes back as it was.

use std::borrow::Cow;

/// What begins a formula; the full-width forms where the spreadsheet speaks Japanese.
const STARTS: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
const GUARD: char = '\'';

/// In a cell: as it was.
pub(super) const UNCHANGED: &str = "*";

/// The value as it is written into a file.
pub(super) fn harmless(value: &str) -> Cow<'_, str> {
    if means_something(value.trim_start_matches(GUARD)) {
        format!("{GUARD}{value}").into()
    } else {
        value.into()
    }
}

/// The value that was written as `cell`.
pub(super) fn intact(cell: &str) -> &str {
    match cell.strip_prefix(GUARD) {
        Some(rest) if means_something(rest.trim_start_matches(GUARD)) => rest,
        _ => cell,
    }
}

fn means_something(text: &str) -> bool {
    text.starts_with(STARTS) || text == UNCHANGED
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_become_texts_and_come_back() {
        for (value, cell) in [
            (
                "=HYPERLINK(\"https://example.test\")",
                "'=HYPERLINK(\"https://example.test\")",
            ),
            ("+81 3 0000 0000", "'+81 3 0000 0000"),
            ("＝1+1", "'＝1+1"),
            ("'=1", "''=1"),
            ("o'example", "o'example"),
            ("'tis", "'tis"),
            ("*", "'*"),
            ("**", "**"),
            ("sora", "sora"),
            ("", ""),
        ] {
            assert_eq!(harmless(value), cell);
            assert_eq!(intact(cell), value);
        }
    }

    proptest! {
        #[test]
        fn each_value_comes_back(value in "['=+@a*-]{0,6}") {
            let cell = harmless(&value);
            prop_assert_eq!(intact(&cell), value.as_str());
            prop_assert!(!means_something(&cell));
        }
    }
}
