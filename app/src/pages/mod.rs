//! One folder a page: `page.rs` is what it shows, `api.rs` the server functions that it calls.

pub(crate) mod account;
#[cfg(feature = "ssr")]
pub(crate) mod admin;
#[cfg(feature = "ssr")]
pub(crate) mod confirm;
#[cfg(feature = "ssr")]
pub(crate) mod confirm_email;
#[cfg(feature = "ssr")]
pub(crate) mod help;
pub(crate) mod login;
#[cfg(feature = "ssr")]
pub(crate) mod logout;
#[cfg(feature = "ssr")]
pub(crate) mod not_allowed;
#[cfg(feature = "ssr")]
pub(crate) mod not_found;
pub(crate) mod reset_password;
pub(crate) mod setup;
pub(crate) mod trouble;
