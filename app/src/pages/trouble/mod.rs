//! The guided check: `/trouble`, and the report that comes of it.

#[cfg(feature = "ssr")]
pub(crate) mod api;
#[cfg(feature = "ssr")]
mod further;
pub(crate) mod page;
#[cfg(feature = "ssr")]
pub(crate) mod report;
mod scratch;
mod self_test;

#[cfg(feature = "ssr")]
pub(crate) use further::known_points;
