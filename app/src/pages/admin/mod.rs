//! The administrator's pages.

pub mod import;
pub mod log;
pub(super) mod mail;
pub(super) mod new_user;
pub(super) mod password;
pub(crate) mod settings;
pub(super) mod user;
pub(super) mod users;
