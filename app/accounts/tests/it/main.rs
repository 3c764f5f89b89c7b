//! What `accounts` does, on a real SQLite and a real PostgreSQL, with the clock moved by hand.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests speak by their names, and fail by panicking"
)]

mod at_once;
mod audit;
mod edit_user;
mod harness;
mod invariants;
mod lockout;
mod login;
mod mail;
mod own_account;
mod pool;
mod reports;
mod reset;
mod rights;
mod save_user;
mod settings;
mod user_file;
mod user_list;
