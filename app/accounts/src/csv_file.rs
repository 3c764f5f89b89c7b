//! Files for spreadsheets (CSV, RFC 4180): their pieces, and cells that a spreadsheet would run as formulas, or that
//! mean something to us, made harmless and back.
//!
//! A spreadsheet runs what begins with one of [`STARTS`], also when the file is a table of plain
//! text (OWASP, "CSV Injection"). An apostrophe before it makes it a text. A value that begins with
//! an apostrophe before one of them gets another, so that each value comes back as it was.

use csv::WriterBuilder;
use std::borrow::Cow;

/// Tells spreadsheets that what follows is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What begins a formula; the full-width forms where the spreadsheet speaks Japanese.
const STARTS: &[char] = &['=', '+', '-', '@', '\r', '\n', '＝', '＋', '－', '＠'];
const GUARD: char = '\'';

/// In a cell: as it was.
pub(crate) const UNCHANGED: &str = "*";

/// What spreadsheets of some countries take for the end of a cell, so that another one begins.
const ENDS: &[char] = &[';', '\t'];
/// What may stand before the text of such a cell.
const AROUND: &[char] = &['"', ' '];

/// Some lines of a file of `N` columns; its headings before them, if it begins with these.
pub(crate) fn piece<const N: usize>(
    headings: Option<[&str; N]>,
    lines: impl IntoIterator<Item = [String; N]>,
) -> Vec<u8> {
    let begun = headings.map_or("", |_| BYTE_ORDER_MARK);
    let mut piece = WriterBuilder::new().from_writer(begun.as_bytes().to_vec());
    let headings = headings.map(|headings| headings.map(str::to_owned));
    for cells in headings.into_iter().chain(lines) {
        piece
            .write_record(cells)
            .expect("all lines have as many cells, and memory takes them");
    }
    piece.into_inner().unwrap_or_default()
}

/// The value as it is written into a file.
pub(crate) fn harmless(value: &str) -> Cow<'_, str> {
    if value.trim_start_matches(GUARD) == UNCHANGED {
        return format!("{GUARD}{value}").into();
    }
    in_parts(value, |part| {
        means_something(part.trim_start_matches(GUARD)).then(|| format!("{GUARD}{part}"))
    })
}

/// The value that was written as `cell`.
pub(crate) fn intact(cell: &str) -> Cow<'_, str> {
    match cell.strip_prefix(GUARD) {
        Some(rest) if rest.trim_start_matches(GUARD) == UNCHANGED => return rest.into(),
        _ => {}
    }
    in_parts(cell, |part| {
        let rest = part.strip_prefix(GUARD)?;
        means_something(rest.trim_start_matches(GUARD)).then(|| rest.to_owned())
    })
}

/// Changes what may be read as the text of a cell: the value, and what follows an end within it.
fn in_parts(value: &str, change: impl Fn(&str) -> Option<String>) -> Cow<'_, str> {
    let mut changed = String::new();
    let mut is_changed = false;
    for part in value.split_inclusive(ENDS) {
        let text = part.trim_start_matches(AROUND);
        changed.push_str(&part[..part.len() - text.len()]);
        let new = change(text);
        is_changed |= new.is_some();
        changed.push_str(new.as_deref().unwrap_or(text));
    }
    if is_changed {
        changed.into()
    } else {
        value.into()
    }
}

fn means_something(text: &str) -> bool {
    text.starts_with(STARTS)
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
            ("x;=1", "x;'=1"),
            ("x; \"=1;y;'+2", "x; \"'=1;y;''+2"),
            ("", ""),
        ] {
            assert_eq!(harmless(value), cell);
            assert_eq!(intact(cell), value);
        }
    }

    proptest! {
        #[test]
        fn each_value_comes_back(value in r#"['=+@a*;" -]{0,9}"#) {
            let cell = harmless(&value);
            prop_assert_eq!(&*intact(&cell), value.as_str());
            for part in cell.split(ENDS) {
                prop_assert!(!means_something(part.trim_start_matches(AROUND)), "{cell}");
            }
            prop_assert_ne!(&*cell, UNCHANGED);
        }
    }
}
