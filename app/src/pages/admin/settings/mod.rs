//! The page `/admin/settings`.

pub(crate) mod api;
mod field;
pub(crate) mod page;
mod words;
