//! The page `/admin/users`.

pub(crate) mod page;
