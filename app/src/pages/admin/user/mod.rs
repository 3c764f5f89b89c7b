//! The page `/admin/users/…` of one user.

pub(crate) mod api;
mod edit;
pub(crate) mod page;
