//! What every service stands on.

use std::ops::Deref;
use std::sync::Arc;

use crate::audit::AuditLog;
use crate::clock::Clock;
use crate::settings::PortalSettings;
use crate::store::Store;

/// The database, the time, the audit log, and what administrators have set. Cheap to clone: one count for all of it,
/// as services are cloned for each operation that is to come to its end.
#[derive(Clone)]
pub(crate) struct Base(Arc<Ground>);

/// What the clones share.
pub(crate) struct Ground {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) audit: AuditLog,
    pub(crate) settings: PortalSettings,
}

impl Base {
    pub(crate) fn new(store: Store, clock: Clock) -> Self {
        let audit = AuditLog::new(store.clone(), clock.clone());
        Self(Arc::new(Ground {
            settings: PortalSettings::new(store.clone(), clock.clone(), audit.clone()),
            store,
            clock,
            audit,
        }))
    }
}

impl Deref for Base {
    type Target = Ground;

    fn deref(&self) -> &Ground {
        &self.0
    }
}
