//! The page `/login`.

pub(crate) mod api;
mod checklist;
pub(crate) mod page;
