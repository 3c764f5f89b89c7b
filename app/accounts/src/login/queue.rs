//! Where attempts of this server wait for a slot.

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::store::lockout_key::LockoutKey;

/// Lets few attempts at a time ask the database, and the first to come be the first to ask. Names share a line by
/// their hash; sharing only costs time.
pub(super) struct AttemptQueue(Vec<Semaphore>);

impl AttemptQueue {
    const STRIPES: usize = 256;
    /// How many of a line ask at a time.
    const PERMITS_PER_STRIPE: usize = 8;

    pub(super) fn new() -> Self {
        Self(
            std::iter::repeat_with(|| Semaphore::new(Self::PERMITS_PER_STRIPE))
                .take(Self::STRIPES)
                .collect(),
        )
    }

    pub(super) async fn wait_turn(&self, lockout_key: LockoutKey) -> SemaphorePermit<'_> {
        self.0[usize::from(lockout_key.first_byte())]
            .acquire()
            .await
            .expect("no line is ever closed")
    }
}
