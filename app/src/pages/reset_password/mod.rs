//! A new password without the old one: the pages under `/reset-password`.

pub(crate) mod api;
#[cfg(feature = "ssr")]
pub(crate) mod bad_link;
pub(crate) mod new;
#[cfg(feature = "ssr")]
pub(crate) mod page;
#[cfg(feature = "ssr")]
pub(crate) mod sent;
