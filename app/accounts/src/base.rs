//! What every service stands on.

use crate::audit::AuditLog;
use crate::clock::Clock;
use crate::settings::PortalSettings;
use crate::store::Store;

/// The database, the time, the audit log, and what administrators have set. Clones are the same.
#[derive(Clone)]
pub(crate) struct Base {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) audit: AuditLog,
    pub(crate) settings: PortalSettings,
}
