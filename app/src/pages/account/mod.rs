//! The page `/account`.

pub(crate) mod api;
pub(crate) mod page;
