//! The page `/admin/users/import`.

pub(crate) mod api;
pub(crate) mod page;
pub mod run;
mod shown;
mod words;
