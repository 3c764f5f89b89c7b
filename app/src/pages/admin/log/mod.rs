//! The page `/admin/log`.

pub(crate) mod page;
pub mod search;
mod words;
