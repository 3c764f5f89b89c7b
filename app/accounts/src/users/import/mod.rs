//! Files of users: what stands in them, how they are read, checked and put into force.
//!
//! A file is a table (RFC 4180) whose first line names its columns. It is read in two steps: first
//! it is checked and shown, and nothing is changed; then, if an administrator says so, all of it is
//! put into force, or nothing. Between the two it waits in the database, where no password stands:
//! each is hashed as soon as it is read.

mod apply;
mod check;
pub(super) mod line;
mod plan;
mod progress;
mod table;

use super::ChangeEffects;
use crate::base::Base;
use crate::mail::Mailer;
use crate::recovery::NewPasswords;

pub use apply::{ImportError, Imported, InformError};
pub use check::CheckedFile;
pub use line::{FileColumn, LineError};
pub use plan::{Change, ChangeKind};
pub use progress::{Progress, ProgressCallback};
pub use table::{CheckError, Encoding};

/// Biggest file that is read, in bytes.
pub const FILE_LIMIT: usize = 32 * 1024 * 1024;
/// Most lines of a file, and how many of them may change or delete somebody who is there, which takes
/// longer. Then an import is done within the ten seconds that a login waits for it on SQLite.
pub const LINE_LIMIT: usize = 100_000;
/// See [`LINE_LIMIT`].
pub const CHANGE_LIMIT: usize = 50_000;

/// Adds, changes and deletes the users of a file.
#[derive(Clone)]
pub struct UserImport {
    pub(crate) base: Base,
    pub(crate) mailer: Mailer,
    pub(crate) new_passwords: NewPasswords,
    pub(crate) effects: ChangeEffects,
}
