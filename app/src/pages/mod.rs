//! One folder a page: `page.rs` is what it shows, `api.rs` the server functions that it calls.

pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod confirm;
pub(crate) mod confirm_email;
pub(crate) mod help;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod not_allowed;
pub(crate) mod not_found;
pub(crate) mod reset_password;
pub(crate) mod setup;
pub(crate) mod trouble;
