//! The administrator's pages.

pub(crate) mod users;
