//! What every request passes on its way in, one concern a file, in the order of [`crate::router`].

pub(crate) mod caller;
pub(crate) mod client_ip;
pub(crate) mod csrf;
pub(crate) mod guard;
pub(crate) mod headers;
pub(crate) mod page_facts;
pub(crate) mod request_log;
