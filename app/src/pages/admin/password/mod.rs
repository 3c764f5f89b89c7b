//! The page `/admin/users/…/password`.

pub(crate) mod api;
pub(crate) mod page;
