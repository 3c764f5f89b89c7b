//! The page `/admin/mail`.

pub(crate) mod api;
pub(crate) mod page;
