//! What can go wrong on the pages of administrators alone, in words.

use serde::{Deserialize, Serialize};

/// See [`crate::error::AppError::Admin`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AdminError {
    /// Nobody could manage users any more.
    #[error(
        "There must always be an active administrator who has a password. Make another user one first."
    )]
    LastAdministrator,
    /// There is nowhere to send a mail to.
    #[error("This user has no e-mail address.")]
    NoAddress,
    /// Settings were changed since the page was made.
    #[error(
        "Somebody changed some of these meanwhile. Nothing is saved yet. Compare what you entered with what is there now, and save again."
    )]
    SettingsMeanwhile,
    /// No picture that can be a logo.
    #[error("Choose a picture in PNG format. Other formats, such as SVG and JPEG, are not taken.")]
    NoPicture,
    /// Too many bytes or pixels.
    #[error("The picture is too big: 256 kB and 1024 pixels a side at most.")]
    PictureTooBig,
    /// Nobody was chosen in a list.
    #[error("Choose at least one user in the list.")]
    NobodyChosen,
    /// A file of users cannot be read.
    #[error("{0}")]
    File(FileProblem),
    /// What was to be imported is not there any more.
    #[error("This preview has expired. Choose the file again.")]
    NotWaiting,
    /// It was put into force before.
    #[error("This was done already.")]
    AlreadyDone,
    /// Something that a line of a file is about was changed since it was checked.
    #[error(
        "Nothing was changed: what line {0} is about was changed meanwhile. Choose the file again."
    )]
    Overtaken(u64),
}

impl AdminError {
    /// The HTTP status that fits (RFC 9110).
    pub(crate) const fn status(self) -> u16 {
        match self {
            Self::LastAdministrator
            | Self::NoAddress
            | Self::AlreadyDone
            | Self::Overtaken(_)
            | Self::SettingsMeanwhile => 409,
            Self::NobodyChosen | Self::File(_) | Self::NoPicture => 422,
            Self::PictureTooBig => 413,
            Self::NotWaiting => 410,
        }
    }
}

/// Why a file of users cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum FileProblem {
    /// No file was chosen.
    #[error("Choose a file first.")]
    None,
    /// There is nothing in it.
    #[error("The file is empty.")]
    Empty,
    /// It is written in another encoding.
    #[error(
        "Line {0} is not written in this encoding: choose the other one, or save the file as UTF-8."
    )]
    Encoding(u64),
    /// It is no table.
    #[error("The file is no table: a quotation mark is missing in line {0} or before.")]
    Form(u64),
    /// Too many lines.
    #[error("The file has too many lines: 100,000 at most. Split it.")]
    TooLong,
    /// Too many changes.
    #[error("The file changes or deletes too many users: 50,000 at most. Split it.")]
    TooManyChanges,
    /// Too many bytes.
    #[error("The file is too big: 32 MB at most. Split it.")]
    TooBig,
    /// A heading that no column has.
    #[error("Column {0} has a heading that is not known.")]
    Heading(usize),
    /// A column that is there twice.
    #[error("Two columns have the same heading.")]
    Twice,
    /// Nobody would know whom the lines are about.
    #[error("The first line must name the columns, and login_name must be one of them.")]
    NoLoginName,
}
