//! Files of users: what stands in them, how they are read, checked, put into force and written.
//!
//! A file is a table (RFC 4180) whose first line names its columns. It is read in two steps: first
//! it is checked and shown, and nothing is changed; then, if an administrator says so, all of it is
//! put into force, or nothing. Between the two it waits in the database, where no password stands:
//! each is hashed as soon as it is read.

#[path = "../../csv_file.rs"]
mod cell;
mod check;
#[path = "../export.rs"]
mod export;
#[path = "run.rs"]
mod import;
mod line;
mod plan;
mod table;

pub(crate) use cell::harmless;
pub use check::CheckedFile;
pub(crate) use export::MARK;
pub use export::{Export, ExportError};
pub use import::{ImportError, Imported};
pub use line::{FileColumn, LineError};
pub use plan::{Change, ChangeKind};
pub use table::{CheckError, Encoding};

/// Biggest file that is read, in bytes.
pub const FILE_LIMIT: usize = 32 * 1024 * 1024;
/// Most lines of a file, and how many of them may change or delete somebody who is there, which takes
/// longer. Then an import is done within the ten seconds that a login waits for it on SQLite.
pub const LINE_LIMIT: usize = 100_000;
/// See [`LINE_LIMIT`].
pub const CHANGE_LIMIT: usize = 50_000;

/// How far a long operation has come; told whenever it has come further.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Lines that are done.
    pub done: usize,
    /// Lines in all.
    pub total: usize,
}

/// Who is told of it.
pub type Listener<'a> = &'a (dyn Fn(Progress) + Send + Sync);
