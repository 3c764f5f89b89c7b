//! The page `/admin/settings`.

pub(crate) mod api;
mod field;
pub(crate) mod page;
pub(crate) mod words;
