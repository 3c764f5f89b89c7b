//! The page `/admin/users`.

pub(crate) mod api;
pub(crate) mod page;
