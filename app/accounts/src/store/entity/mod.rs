//! The tables as sea-orm sees them. Their columns are described in the migrations.

pub(crate) mod audit_entry;
pub(crate) mod bucket;
pub(crate) mod device;
pub(crate) mod import;
pub(crate) mod link;
pub(crate) mod lockout_counter;
pub(crate) mod login_attempt;
pub(crate) mod logo;
pub(crate) mod mail;
pub(crate) mod past_password;
pub(crate) mod report;
pub(crate) mod secret;
pub(crate) mod session;
pub(crate) mod setting;
pub(crate) mod setup_code;
pub(crate) mod user;
