//! A file as a table: its characters, its columns and its lines.

use csv::StringRecord;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use model::user::UnknownWord;
use std::borrow::Cow;
use std::str::FromStr;

use super::line::FileColumn;
use super::{CHANGE_LIMIT, LINE_LIMIT};
use crate::store::StoreError;

/// Most cells of a line, and most bytes of them: a file needs nine columns, and spreadsheets write a few empty
/// ones beside. What a line takes in memory is bounded by it, whatever stands there.
const MOST_CELLS: usize = 64;
const MOST_BYTES: usize = 64 * 1024;
/// What programs of old systems put at the end of a text (SUB).
const END_OF_FILE: char = '\u{1a}';
/// How a spreadsheet says in the first line what stands between the cells.
const SEPARATOR_LINE: &str = "sep=";

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
    /// No table: more than [`MOST_CELLS`] or [`MOST_BYTES`] in one line.
    #[error(
        "Line {0} is longer than any line of users: a quotation mark may be missing there or before."
    )]
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
    DuplicateColumn(FileColumn),
    /// Nobody would know whom the lines are about.
    #[error("Line 1 must name the columns, and login_name must be one of them.")]
    NoLoginName,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A file's text. What says by its first bytes that it is UTF-16, as "Unicode text" of a spreadsheet does, is
/// read as that, whatever was chosen.
pub(super) fn decoded(file: &[u8], encoding: Encoding) -> Result<Cow<'_, str>, CheckError> {
    let text = match (encoding_rs::Encoding::for_bom(file), encoding) {
        (Some((marked, mark)), _) => decoded_as(marked, &file[mark..])?,
        (None, Encoding::Utf8) => decoded_as(encoding_rs::UTF_8, file)?,
        (None, Encoding::ShiftJis) => decoded_as(encoding_rs::SHIFT_JIS, file)?,
    };
    Ok(match text {
        Cow::Borrowed(text) => text.trim_end_matches(END_OF_FILE).into(),
        Cow::Owned(text) => text.trim_end_matches(END_OF_FILE).to_owned().into(),
    })
}

fn decoded_as<'a>(
    encoding: &'static encoding_rs::Encoding,
    file: &'a [u8],
) -> Result<Cow<'a, str>, CheckError> {
    let decoded = encoding.decode_without_bom_handling_and_without_replacement(file);
    decoded.ok_or_else(|| {
        let (text, _) = encoding.decode_without_bom_handling(file);
        let before = text.split('\u{fffd}').next().unwrap_or_default();
        CheckError::Encoding(1 + line_ends(before.as_bytes()))
    })
}

/// How many lines end in a text: with a line feed, a carriage return, or both.
fn line_ends(text: &[u8]) -> u64 {
    let ends = text
        .iter()
        .enumerate()
        .filter(|&(index, &byte)| match byte {
            b'\n' => true,
            b'\r' => text.get(index + 1) != Some(&b'\n'),
            _ => false,
        });
    ends.count() as u64
}

/// A file's columns and lines.
pub(super) struct FileTable {
    pub(super) columns: Vec<FileColumn>,
    /// With the line on which each begins, from 1.
    pub(super) records: Vec<(u64, StringRecord)>,
}

impl FileTable {
    pub(super) fn read(text: &str) -> Result<Self, CheckError> {
        let (delimiter, begin) = delimiter(text);
        let mut records = Records {
            text: text.as_bytes(),
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            read: begin,
            lines: LineNumbers {
                text: text.as_bytes(),
                seen: 0,
                line: 1,
            },
        };
        let Some((_, first)) = records.next()? else {
            return Err(CheckError::Empty);
        };
        let columns = columns(&first)?;
        let mut table = Self {
            columns: columns.iter().copied().flatten().collect(),
            records: Vec::new(),
        };
        while let Some((line, cells)) = records.next()? {
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            table.records.push((line, named_cells(&columns, cells)));
            if table.records.len() > LINE_LIMIT {
                return Err(CheckError::TooLong);
            }
        }
        Ok(table)
    }
}

/// The cells of the columns that have a heading. Of the others, empty ones are nothing; a line with something
/// in one keeps all its cells, and is refused for their number.
fn named_cells(columns: &[Option<FileColumn>], mut cells: Vec<String>) -> StringRecord {
    while cells.len() > columns.len() && cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    let named = |index: usize| columns.get(index).is_none_or(Option::is_some);
    let stray = cells.iter().enumerate();
    if stray
        .into_iter()
        .any(|(index, cell)| !named(index) && !cell.trim().is_empty())
    {
        return StringRecord::from(cells);
    }
    let kept = cells.into_iter().enumerate();
    let kept = kept.filter(|(index, _)| named(*index));
    kept.map(|(_, cell)| cell).collect()
}

/// The lines of a file, one after the other.
struct Records<'a> {
    text: &'a [u8],
    reader: Reader,
    read: usize,
    lines: LineNumbers<'a>,
}

impl Records<'_> {
    /// The next one, with the line on which it begins.
    fn next(&mut self) -> Result<Option<(u64, Vec<String>)>, CheckError> {
        let line = self.lines.at(self.read);
        let (mut bytes, mut ends) = (vec![0; MOST_BYTES], [0; MOST_CELLS]);
        let (mut written, mut cells) = (0, 0);
        loop {
            let (result, taken, length, ended) = self.reader.read_record(
                &self.text[self.read..],
                &mut bytes[written..],
                &mut ends[cells..],
            );
            self.read += taken;
            written += length;
            cells += ended;
            match result {
                // With nothing left to give it, it comes to an end.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    return Err(CheckError::Form(line));
                }
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Ok(None),
            }
        }
        let mut begin = 0;
        let cells = ends[..cells].iter().map(|&end| {
            let cell = String::from_utf8_lossy(&bytes[begin..end]).into_owned();
            begin = end;
            cell
        });
        Ok(Some((line, cells.collect())))
    }
}

/// Finds the lines of places that come one after the other.
struct LineNumbers<'a> {
    text: &'a [u8],
    seen: usize,
    line: u64,
}

impl LineNumbers<'_> {
    fn at(&mut self, place: usize) -> u64 {
        let mut end = place.clamp(self.seen, self.text.len());
        // The end of the line before belongs to it, and so do empty lines.
        while matches!(self.text.get(end), Some(b'\r' | b'\n')) {
            end += 1;
        }
        self.line += line_ends(&self.text[self.seen..end]);
        self.seen = end;
        self.line
    }
}

/// What stands between the headings, and where they begin: spreadsheets of some countries write a semicolon or
/// a tab, and some say so in a line before.
fn delimiter(text: &str) -> (u8, usize) {
    let line_of = |text: &'_ str| text.find(['\r', '\n']).unwrap_or(text.len());
    let first = &text[..line_of(text)];
    let said = first.get(..SEPARATOR_LINE.len());
    let said = said.filter(|said| said.eq_ignore_ascii_case(SEPARATOR_LINE));
    let said = said.and_then(|_| first.as_bytes().get(SEPARATOR_LINE.len()));
    if let (Some(&delimiter), true) = (said, first.len() == SEPARATOR_LINE.len() + 1) {
        return (delimiter, first.len());
    }
    let mut quoted = false;
    let mut found = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in first.bytes().take(MOST_BYTES) {
        quoted ^= byte == b'"';
        for (delimiter, times) in &mut found {
            *times += usize::from(!quoted && byte == *delimiter);
        }
    }
    // Of those that are there as often, the first.
    let most = found.into_iter().rev().max_by_key(|(_, times)| *times);
    (most.map_or(b',', |(delimiter, _)| delimiter), 0)
}

/// The column of each heading; none of an empty one.
fn columns(first: &[String]) -> Result<Vec<Option<FileColumn>>, CheckError> {
    let mut columns: Vec<Option<FileColumn>> = Vec::new();
    for (index, heading) in first.iter().enumerate() {
        if heading.trim().is_empty() {
            columns.push(None);
            continue;
        }
        // Before all others, as it is what is missing where a file has no headings.
        let missing = || match columns.iter().flatten().next() {
            None => CheckError::NoLoginName,
            Some(_) => CheckError::Heading(index + 1),
        };
        let column = FileColumn::from_heading(heading).ok_or_else(missing)?;
        if columns.contains(&Some(column)) {
            return Err(CheckError::DuplicateColumn(column));
        }
        columns.push(Some(column));
    }
    if !columns.contains(&Some(FileColumn::LoginName)) {
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
        for end in ["\n", "\r\n", "\r"] {
            let text = ["login_name,email", "a,b", "", ",", "\"c", "d\",e", "f,g"].join(end);
            let lines = |text: &str| -> Vec<_> {
                let table = FileTable::read(text).unwrap();
                table.records.iter().map(|(line, _)| *line).collect()
            };
            assert_eq!(lines(&text), [2, 5, 7], "{text:?}");
            let said = ["sep=,", &text].join(end);
            assert_eq!(lines(&said), [3, 6, 8], "{said:?}");
        }
    }

    #[test]
    fn what_spreadsheets_add_means_nothing() {
        let cells = |text: &str| -> Vec<Vec<String>> {
            let table =
                FileTable::read(&decoded(text.as_bytes(), Encoding::Utf8).unwrap()).unwrap();
            assert_eq!(
                table.columns,
                [FileColumn::LoginName, FileColumn::Email],
                "{text:?}"
            );
            let records = table.records.iter();
            let cells = records.map(|(_, record)| record.iter().map(str::to_owned).collect());
            cells.collect()
        };
        for text in [
            "login_name,email\na,b\n",
            "login_name,email,,\na,b,,\n,,,\n\n",
            "login_name,email,,\na,b\n",
            "login_name,,email\na,,b\n",
            "sep=;\r\nlogin_name;email\r\na;b\r\n\u{1a}",
            "SEP=,\nlogin_name,email\na,b",
            "\u{feff}login_name\temail\ra\tb\r",
            "\"login_name\";\"email\"\na;b",
            "Login Name,E-mail Address\na,b",
            "LOGIN\u{a0}NAME,e-mail address\na,b",
            "ログイン名,メールアドレス\na,b",
            "login-name , EMAIL\na,b",
        ] {
            assert_eq!(cells(text), [["a", "b"]], "{text:?}");
        }
        let stray = FileTable::read("login_name,email,\na,b,c\n").unwrap();
        assert_eq!(
            stray.records[0].1.len(),
            3,
            "something is there that has no heading"
        );
        let semicolons = FileTable::read("login_name,email\n\"a;b;c\",d\n").unwrap();
        assert_eq!(semicolons.records[0].1.len(), 2);
    }

    #[test]
    fn unicode_text_of_a_spreadsheet_is_read() {
        let text = "login_name\temail\r\nsora\t空@例.example\r\n";
        let units: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        for file in [
            [&b"\xff\xfe"[..], &little].concat(),
            [&b"\xfe\xff"[..], &big].concat(),
        ] {
            for encoding in [Encoding::Utf8, Encoding::ShiftJis] {
                assert_eq!(decoded(&file, encoding).unwrap(), text);
            }
        }
        let broken = [&b"\xff\xfe"[..], &little, b"\n\0\x00\xd8"].concat();
        let error = decoded(&broken, Encoding::Utf8);
        assert!(matches!(error, Err(CheckError::Encoding(4))), "{error:?}");
    }

    #[test]
    fn no_line_takes_more_than_its_share() {
        for text in [
            ",".repeat(1 << 20),
            format!("login_name\n{}", ",".repeat(1 << 20)),
            format!("login_name\n{}", "\"x\n\",".repeat(1 << 17)),
            format!("login_name\n\"{}", "x".repeat(1 << 20)),
        ] {
            let error = FileTable::read(&text).err();
            assert!(matches!(error, Some(CheckError::Form(1 | 2))), "{error:?}");
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
            assert!(FileTable::read(text).is_ok(), "{text:?}");
        }
        let error = |text: &str| FileTable::read(text).err().map(|error| error.to_string());
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
