//! The whole server over real HTTP, in this process, on a port of its own.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests speak by their names, and fail by panicking"
)]

mod bad_input;
mod faults;
mod guards;
mod harness;
mod headers;
mod house;
mod lockout;
mod log_and_settings;
mod login;
mod metrics;
mod naughty;
mod outbox;
mod process;
mod processes;
mod program;
mod reset;
mod soak;
mod users;
