//! The page `/admin/users/…` of one user.

pub(crate) mod api;
pub(crate) mod page;
