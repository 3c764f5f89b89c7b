//! Components that several pages use.

#[cfg(feature = "ssr")]
pub(crate) mod contact;
#[cfg(feature = "ssr")]
pub(crate) mod copy;
pub(crate) mod error_summary;
pub(crate) mod frame;
pub(crate) mod hydrated;
pub(crate) mod lock_notice;
#[cfg(feature = "ssr")]
pub(crate) mod notice;
pub(crate) mod own_name;
pub(crate) mod password_field;
pub(crate) mod password_page;
#[cfg(feature = "ssr")]
pub(crate) mod plain_field;
pub(crate) mod platform;
#[cfg(feature = "ssr")]
pub(crate) mod select_field;
pub(crate) mod still;
#[cfg(feature = "ssr")]
pub(crate) mod table;
pub(crate) mod text_field;
pub(crate) mod verdict;
pub(crate) mod warning_words;
pub(crate) mod warnings;
pub(crate) mod watch;
