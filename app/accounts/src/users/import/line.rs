//! One line of a file of users.

use csv::StringRecord;
use model::canonical;
use model::email::{Email, EmailError};
use model::locale::Locale;
use model::login_name::{LoginName, LoginNameError};
use model::password::{Password, PasswordError, PolicyError};
use model::user::{DisplayName, DisplayNameError, Language, Role, Status};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use texts::Texts;

use crate::csv_file::{UNCHANGED, intact};

/// A column, by its heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileColumn {
    /// Whom the line is about. The only one that must be there.
    LoginName,
    /// The name for people.
    DisplayName,
    /// Another login name for somebody who is there.
    NewLoginName,
    /// A password, which they must change at the next login.
    Password,
    /// The address; nothing takes it away.
    Email,
    /// `auto`, `en` or `ja`.
    Language,
    /// `user` or `administrator`.
    Role,
    /// `active` or `inactive`.
    Status,
    /// `yes` deletes.
    Delete,
}

impl FileColumn {
    /// All of them, as they are written.
    pub const ALL: [Self; 9] = [
        Self::LoginName,
        Self::DisplayName,
        Self::NewLoginName,
        Self::Password,
        Self::Email,
        Self::Language,
        Self::Role,
        Self::Status,
        Self::Delete,
    ];

    /// The column that a heading means: as it is written, or as the screens call it in any language. Case and
    /// width do not matter, nor what stands between words.
    #[must_use]
    pub fn from_heading(text: &str) -> Option<Self> {
        let plain = |text: &str| {
            let text = canonical::folded(text);
            text.replace(['_', '-', ' '], "")
        };
        let text = plain(text.trim());
        Self::ALL.into_iter().find(|column| {
            let on_screens = Locale::ALL.into_iter().filter_map(|locale| {
                let t = Texts::new(locale);
                Some(match column {
                    Self::LoginName => t.common_login_name(),
                    Self::DisplayName => t.common_name(),
                    Self::Password => t.common_password(),
                    Self::Email => t.common_email(),
                    Self::Language => t.common_language(),
                    Self::Role => t.common_role(),
                    Self::Status => t.common_status(),
                    Self::NewLoginName | Self::Delete => return None,
                })
            });
            plain(column.heading()) == text
                || on_screens.into_iter().any(|label| plain(label) == text)
        })
    }

    /// Its heading.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            Self::LoginName => "login_name",
            Self::DisplayName => "display_name",
            Self::NewLoginName => "new_login_name",
            Self::Password => "password",
            Self::Email => "email",
            Self::Language => "language",
            Self::Role => "role",
            Self::Status => "status",
            Self::Delete => "delete",
        }
    }
}

/// What is wrong with a line. None of it repeats what stands there: it may be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum LineError {
    /// More or fewer cells than the first line.
    #[error("It has {0} cells; the first line has {1}.")]
    Cells(usize, usize),
    /// See the type.
    #[error(transparent)]
    LoginName(#[from] LoginNameError),
    /// See the type.
    #[error("New login name: {0}")]
    NewLoginName(LoginNameError),
    /// See the type.
    #[error(transparent)]
    DisplayName(#[from] DisplayNameError),
    /// See the type.
    #[error(transparent)]
    Email(#[from] EmailError),
    /// See the type.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// See the type.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A word that the column does not know.
    #[error("{}: one of {}, or * to leave it as it is.", .0.heading(), words(*.0))]
    Word(FileColumn),
    /// An earlier line is about the same user.
    #[error("Line {0} is about the same login name.")]
    DuplicateLine(u64),
    /// Somebody has the new login name, or another line gives it to somebody.
    #[error("Somebody has the new login name already.")]
    Taken,
    /// A new login name for somebody who is to be added or deleted.
    #[error("A new login name is only for users who are there and stay.")]
    NothingToRename,
    /// A password for somebody who cannot log in.
    #[error("A password is only for users who are active.")]
    PasswordOfInactive,
    /// Nobody has the login name.
    #[error("There is nobody of this login name to delete.")]
    NobodyToDelete,
}

const fn words(column: FileColumn) -> &'static str {
    match column {
        FileColumn::Language => "auto, en, ja",
        FileColumn::Role => "user, administrator",
        FileColumn::Status => "active, inactive",
        FileColumn::Delete => "yes, no",
        _ => "*",
    }
}

/// What a line says; what is left as it is, is `None`.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) login_name: LoginName,
    pub(super) new_login_name: Option<LoginName>,
    pub(super) display_name: Option<DisplayName>,
    pub(super) email: Option<Option<Email>>,
    pub(super) password: Option<Password>,
    pub(super) language: Option<Language>,
    pub(super) role: Option<Role>,
    pub(super) status: Option<Status>,
    pub(super) delete: bool,
}

impl Line {
    /// Reads a line whose cells belong to `columns`.
    pub(super) fn read(record: &StringRecord, columns: &[FileColumn]) -> Result<Self, LineError> {
        if record.len() != columns.len() {
            return Err(LineError::Cells(record.len(), columns.len()));
        }
        let cell = |wanted: FileColumn| {
            let index = columns.iter().position(|column| *column == wanted)?;
            let cell = record.get(index)?;
            (cell.trim() != UNCHANGED).then(|| with_plain_spaces(&intact(cell)))
        };
        // What cannot be empty is left as it is, as people leave cells empty that do not concern them.
        let filled = |wanted: FileColumn| cell(wanted).filter(|cell| !cell.is_empty());
        Ok(Self {
            login_name: LoginName::parse(&cell(FileColumn::LoginName).unwrap_or_default())?,
            new_login_name: filled(FileColumn::NewLoginName)
                .map(|cell| LoginName::parse(&cell))
                .transpose()
                .map_err(LineError::NewLoginName)?,
            display_name: filled(FileColumn::DisplayName)
                .map(|cell| DisplayName::parse(&cell))
                .transpose()?,
            email: cell(FileColumn::Email)
                .map(|cell| match &*cell {
                    "" => Ok(None),
                    address => Email::parse(address).map(Some),
                })
                .transpose()?,
            // No spreadsheet runs a password that Latchkey never wrote.
            password: columns
                .iter()
                .position(|column| *column == FileColumn::Password)
                .and_then(|index| record.get(index))
                .filter(|cell| !cell.is_empty() && cell.trim() != UNCHANGED)
                .map(Password::parse)
                .transpose()?,
            language: word(
                FileColumn::Language,
                filled(FileColumn::Language).as_deref(),
            )?,
            role: word(FileColumn::Role, filled(FileColumn::Role).as_deref())?,
            status: word(FileColumn::Status, filled(FileColumn::Status).as_deref())?,
            delete: match filled(FileColumn::Delete)
                .map(|cell| cell.to_lowercase())
                .as_deref()
            {
                None | Some("no") => false,
                Some("yes") => true,
                Some(_) => return Err(LineError::Word(FileColumn::Delete)),
            },
        })
    }
}

fn word<T: FromStr>(column: FileColumn, cell: Option<&str>) -> Result<Option<T>, LineError> {
    cell.map(|cell| {
        let cell = cell.to_lowercase();
        cell.parse().map_err(|_| LineError::Word(column))
    })
    .transpose()
}

/// A cell without space at its ends, and with plain spaces within: spreadsheets and pages write others, which
/// nobody sees. Never a password.
fn with_plain_spaces(cell: &str) -> String {
    let space = |c: char| matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}');
    cell.trim().replace(space, " ")
}
