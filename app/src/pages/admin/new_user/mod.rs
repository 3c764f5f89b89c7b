//! The page `/admin/users/new`.

pub(crate) mod api;
pub(crate) mod page;
