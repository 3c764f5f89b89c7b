//! Components that several pages use.

pub(crate) mod error_summary;
pub(crate) mod frame;
pub(crate) mod hydrated;
pub(crate) mod lock_notice;
pub(crate) mod notice;
pub(crate) mod password_field;
pub(crate) mod platform;
pub(crate) mod text_field;
pub(crate) mod warning_words;
pub(crate) mod warnings;
