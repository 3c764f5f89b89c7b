//! The administrator's pages.

pub(crate) mod user;
pub(crate) mod users;
