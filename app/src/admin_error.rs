//! What can go wrong on the pages of administrators alone.

use serde::{Deserialize, Serialize};
use texts::Texts;

/// See [`crate::error::AppError::Admin`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AdminError {
    /// Nobody could manage users any more.
    LastAdministrator,
    /// There is nowhere to send a mail to.
    NoAddress,
    /// Settings were changed since the page was made.
    SettingsConflict,
    /// No picture that can be a logo.
    NoPicture,
    /// Too many bytes or pixels.
    PictureTooBig,
    /// Nobody was chosen in a list.
    NobodyChosen,
    /// A file of users cannot be read.
    File(FileProblem),
    /// What was to be imported is not there any more.
    NotWaiting,
    /// It was put into force before.
    AlreadyImported,
    /// Something that a line of a file is about was changed since it was checked.
    LineStale(u64),
}

impl AdminError {
    /// What to tell the person.
    #[must_use]
    pub fn words(self, t: Texts) -> String {
        let text = match self {
            Self::LastAdministrator => t.admin_error_last_administrator(),
            Self::NoAddress => t.admin_error_no_address(),
            Self::SettingsConflict => t.admin_error_settings_meanwhile(),
            Self::NoPicture => t.admin_error_no_picture(),
            Self::PictureTooBig => t.admin_error_picture_too_big(),
            Self::NobodyChosen => t.admin_error_nobody_chosen(),
            Self::File(problem) => return problem.words(t),
            Self::NotWaiting => t.admin_error_not_waiting(),
            Self::AlreadyImported => t.admin_error_already_done(),
            Self::LineStale(line) => return t.admin_error_overtaken(line),
        };
        text.to_owned()
    }

    /// The HTTP status that fits (RFC 9110).
    pub(crate) const fn status(self) -> u16 {
        match self {
            Self::LastAdministrator
            | Self::NoAddress
            | Self::AlreadyImported
            | Self::LineStale(_)
            | Self::SettingsConflict => 409,
            Self::NobodyChosen | Self::File(_) | Self::NoPicture => 422,
            Self::PictureTooBig => 413,
            Self::NotWaiting => 410,
        }
    }
}

/// Why a file of users cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileProblem {
    /// No file was chosen.
    None,
    /// There is nothing in it.
    Empty,
    /// It is written in another encoding.
    Encoding(u64),
    /// It is no table.
    Form(u64),
    /// Too many lines.
    TooLong,
    /// Too many changes.
    TooManyChanges,
    /// Too many bytes.
    TooBig,
    /// A heading that no column has.
    Heading(usize),
    /// A column that is there twice.
    DuplicateColumn,
    /// Nobody would know whom the lines are about.
    NoLoginName,
}

impl FileProblem {
    fn words(self, t: Texts) -> String {
        let text = match self {
            Self::None => t.admin_error_file_none(),
            Self::Empty => t.admin_error_file_empty(),
            Self::Encoding(line) => return t.admin_error_file_encoding(line),
            Self::Form(line) => return t.admin_error_file_form(line),
            Self::TooLong => t.admin_error_file_too_long(),
            Self::TooManyChanges => t.admin_error_file_too_many_changes(),
            Self::TooBig => t.admin_error_file_too_big(),
            Self::Heading(column) => return t.admin_error_file_heading(column),
            Self::DuplicateColumn => t.admin_error_file_twice(),
            Self::NoLoginName => t.admin_error_file_no_login_name(),
        };
        text.to_owned()
    }
}
