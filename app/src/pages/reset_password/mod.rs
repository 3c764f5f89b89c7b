//! A new password without the old one: the pages under `/reset-password`.

pub(crate) mod api;
pub(crate) mod bad_link;
pub(crate) mod new;
pub(crate) mod page;
pub(crate) mod sent;
