//! The tables as sea-orm sees them. Their columns are described in the migrations.

pub(crate) mod device;
pub(crate) mod session;
pub(crate) mod user;
