//! The page `/confirm-email`.

pub(crate) mod api;
pub(crate) mod page;
