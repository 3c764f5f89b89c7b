//! A file as a table: its characters, its columns and its lines.

use csv::{Position, ReaderBuilder, StringRecord};
use model::user::UnknownWord;
use std::borrow::Cow;
use std::str::FromStr;

use super::line::Column;
use super::{CHANGE_LIMIT, LINE_LIMIT};
use crate::store::StoreError;

/// How the characters of a file are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// As spreadsheets write in Japanese (Windows-31J).
    ShiftJis,
}

impl FromStr for Encoding {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "shift_jis" => Ok(Self::ShiftJis),
            // Whoever chose nothing has a file of today.
            _ => Ok(Self::Utf8),
        }
    }
}

/// Why a file cannot be checked at all.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// There is nothing in it.
    #[error("The file is empty.")]
    Empty,
    /// A line is written in another encoding.
    #[error(
        "Line {0} is not written in this encoding. Choose the other one, or save the file as UTF-8."
    )]
    Encoding(u64),
    /// No table.
    #[error("Line {0} cannot be read: a quotation mark is missing there or before.")]
    Form(u64),
    /// More than [`LINE_LIMIT`].
    #[error("The file has more than {LINE_LIMIT} lines. Split it.")]
    TooLong,
    /// More than [`CHANGE_LIMIT`] changes.
    #[error("The file changes or deletes more than {CHANGE_LIMIT} users. Split it.")]
    TooManyChanges,
    /// A heading that no column has.
    #[error(
        "The heading of column {0} in line 1 is none of login_name, display_name, new_login_name, password, email, language, role, status, delete."
    )]
    Heading(usize),
    /// A column that is there twice.
    #[error("The column {} is there twice.", .0.heading())]
    Twice(Column),
    /// Nobody would know whom the lines are about.
    #[error("Line 1 must name the columns, and login_name must be one of them.")]
    NoLoginName,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A file's text.
pub(super) fn decoded(file: &[u8], encoding: Encoding) -> Result<Cow<'_, str>, CheckError> {
    let line_of = |bytes: &[u8]| 1 + bytes.iter().filter(|&&byte| byte == b'\n').count() as u64;
    match encoding {
        Encoding::Utf8 => {
            let file = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
            let text = std::str::from_utf8(file);
            let text =
                text.map_err(|error| CheckError::Encoding(line_of(&file[..error.valid_up_to()])))?;
            Ok(text.into())
        }
        Encoding::ShiftJis => {
            let decode = |bytes| {
                encoding_rs::SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes)
            };
            decode(file).ok_or_else(|| {
                // No character of Shift_JIS holds a line feed, so each line can be asked alone.
                let bad = file
                    .split(|&byte| byte == b'\n')
                    .position(|line| decode(line).is_none());
                CheckError::Encoding(bad.map_or(1, |index| index as u64 + 1))
            })
        }
    }
}

/// A file's columns and lines.
pub(super) struct Table {
    pub(super) columns: Vec<Column>,
    /// With the line on which each begins, from 1.
    pub(super) records: Vec<(u64, StringRecord)>,
}

impl Table {
    pub(super) fn read(text: &str) -> Result<Self, CheckError> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter(text))
            .from_reader(text.as_bytes());
        let mut records = Vec::new();
        let mut lines = Lines::of(text);
        for record in reader.records() {
            let record = record.map_err(|error| CheckError::Form(lines.at(error.position())))?;
            records.push((lines.at(record.position()), record));
            if records.len() > LINE_LIMIT + 1 {
                return Err(CheckError::TooLong);
            }
        }
        if records.is_empty() {
            return Err(CheckError::Empty);
        }
        let columns = columns(&records.remove(0).1)?;
        Ok(Self { columns, records })
    }
}

/// Finds the lines of places that come one after the other. The reader's own count is one behind
/// where lines end with a carriage return.
struct Lines<'a> {
    text: &'a [u8],
    seen: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            text: text.as_bytes(),
            seen: 0,
            line: 1,
        }
    }

    fn at(&mut self, position: Option<&Position>) -> u64 {
        let place = position.and_then(|position| usize::try_from(position.byte()).ok());
        let mut end = place.unwrap_or(self.seen).clamp(self.seen, self.text.len());
        // The end of the line before belongs to it.
        while matches!(self.text.get(end), Some(b'\r' | b'\n')) {
            end += 1;
        }
        self.line += self.text[self.seen..end]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count() as u64;
        self.seen = end;
        self.line
    }
}

/// What stands between the headings: spreadsheets of some countries write a semicolon or a tab.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let found = [b',', b';', b'\t']
        .into_iter()
        .find(|&byte| first.as_bytes().contains(&byte));
    found.unwrap_or(b',')
}

fn columns(first: &StringRecord) -> Result<Vec<Column>, CheckError> {
    let mut columns: Vec<Column> = Vec::new();
    for (index, heading) in first.iter().enumerate() {
        let heading = heading.trim().to_lowercase();
        let column = Column::ALL
            .into_iter()
            .find(|column| column.heading() == heading);
        // Before all others, as it is what is missing where a file has no headings.
        let missing = || match columns.is_empty() {
            true => CheckError::NoLoginName,
            false => CheckError::Heading(index + 1),
        };
        let column = column.ok_or_else(missing)?;
        if columns.contains(&column) {
            return Err(CheckError::Twice(column));
        }
        columns.push(column);
    }
    if !columns.contains(&Column::LoginName) {
        return Err(CheckError::NoLoginName);
    }
    Ok(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_in_another_encoding_is_named() {
        let shift_jis = encoding_rs::SHIFT_JIS
            .encode("login_name,display_name\nsora,空\n")
            .0;
        let wrong = decoded(&shift_jis, Encoding::Utf8);
        assert!(matches!(wrong, Err(CheckError::Encoding(2))), "{wrong:?}");
        let right = decoded(&shift_jis, Encoding::ShiftJis).unwrap();
        assert!(right.contains("空"));
        let wrong = decoded(b"a\nb\n\xff\xff\n", Encoding::ShiftJis);
        assert!(matches!(wrong, Err(CheckError::Encoding(3))), "{wrong:?}");
        let marked = decoded("\u{feff}login_name".as_bytes(), Encoding::Utf8);
        assert_eq!(marked.unwrap(), "login_name");
    }

    #[test]
    fn lines_are_numbered_as_an_editor_numbers_them() {
        for end in ["\n", "\r\n"] {
            let text = ["login_name,email", "a,b", "", "\"c", "d\",e", "f,g"].join(end);
            let table = Table::read(&text).unwrap();
            let lines: Vec<_> = table.records.iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [2, 4, 6], "{text:?}");
        }
    }

    #[test]
    fn headings_are_found_whatever_stands_between() {
        for text in [
            "login_name,email\n",
            "email;Login_Name\r\n",
            "login_name\temail",
            "login_name",
        ] {
            assert!(Table::read(text).is_ok(), "{text:?}");
        }
        let error = |text: &str| Table::read(text).err().map(|error| error.to_string());
        assert!(error("").unwrap().contains("empty"));
        assert!(
            error("sora,sora@example.test\n")
                .unwrap()
                .contains("must name the columns")
        );
        assert!(error("email\n").unwrap().contains("login_name"));
        assert!(error("login_name,phone\n").unwrap().contains("column 2"));
        assert!(error("login_name,email,email\n").unwrap().contains("twice"));
    }
}
