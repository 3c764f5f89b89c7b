//! How far a long operation has come.

/// How far a long operation has come; told whenever it has come further.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Lines that are done.
    pub done: usize,
    /// Lines in all.
    pub total: usize,
}

/// Who is told of it.
pub type ProgressCallback<'a> = &'a (dyn Fn(Progress) + Send + Sync);
