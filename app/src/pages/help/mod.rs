//! Short articles that can be printed, under `/help`.

pub(crate) mod locked;
