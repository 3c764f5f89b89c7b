//! The rules of locking: each by itself, for any sequence of attempts and times, and for every way in
//! which several servers can interleave.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "tests speak by their names, and fail by panicking"
)]

mod interleavings;
mod properties;
mod rules;
