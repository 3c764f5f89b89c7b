//! One's own password, asked for between a form and what it does.

pub(crate) mod page;
