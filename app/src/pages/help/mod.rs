//! Articles.

pub(crate) mod browsers;
pub(crate) mod keyboard;
pub(crate) mod locked;
