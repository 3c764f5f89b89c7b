//! The live warnings, tried against the events that real systems send, and against any others.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests speak by their names, and fail by panicking"
)]

mod field;
mod promises;
mod recorded;
