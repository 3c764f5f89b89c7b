//! The administrator's pages.

pub(crate) mod import;
pub mod log;
pub(crate) mod mail;
pub(crate) mod new_user;
pub(crate) mod password;
pub(crate) mod settings;
pub(crate) mod user;
pub(crate) mod users;
