//! The guided check: `/trouble`, and the report that comes of it.

pub(crate) mod api;
mod further;
pub(crate) mod page;
pub(crate) mod report;

pub(crate) use further::known_points;
