//! Components that several pages use.

pub(crate) mod attempts;
pub(crate) mod contact;
pub(crate) mod error_summary;
pub(crate) mod frame;
pub(crate) mod notice;
pub(crate) mod own_name;
pub(crate) mod select_field;
pub(crate) mod table;
