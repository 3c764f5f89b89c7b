//! A new password without the old one: the pages under `/reset-password`.

pub(crate) mod api;
pub(crate) mod new;
#[cfg(feature = "ssr")]
pub(crate) mod page;
#[cfg(feature = "ssr")]
pub(crate) mod sent;
