//! One folder a page: `page.rs` is what it shows, `api.rs` the server functions that it calls.

pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod help;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod not_found;
pub(crate) mod setup;
pub(crate) mod trouble;
