//! The pages under `/account`.

pub(crate) mod api;
pub(crate) mod no_change;
pub(crate) mod page;
pub(crate) mod password;
