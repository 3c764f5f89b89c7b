//! The pages under `/account`.

pub(crate) mod api;
#[cfg(feature = "ssr")]
pub(crate) mod no_change;
#[cfg(feature = "ssr")]
pub(crate) mod page;
pub(crate) mod password;
