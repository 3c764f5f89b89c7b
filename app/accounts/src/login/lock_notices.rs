//! Mails that tell owners of locks. They are not written where the lock happens, so that it takes no time there,
//! which would tell that there is an owner.

use model::locale::Locale;
use model::lockout::Lock;

use super::attempts::Attempts;
use crate::base::Base;
use crate::mail::{Circumstances, LockEnd, Mailer, Message};
use crate::store::counters::{self, DueNotice};
use crate::store::{self, StoreError};

/// Locks that are told of in one go.
const AT_ONCE: u64 = 100;

/// Tells owners of locks.
#[derive(Clone)]
pub struct LockNotices {
    pub(crate) base: Base,
    pub(crate) attempts: Attempts,
    pub(crate) mailer: Mailer,
}

impl LockNotices {
    /// Writes the mails that are due.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn enqueue_due(&self) -> Result<(), StoreError> {
        for notice in counters::due_notices(self.base.store.connection(), AT_ONCE).await? {
            self.enqueue(notice).await?;
        }
        Ok(())
    }

    async fn enqueue(&self, notice: DueNotice) -> Result<(), StoreError> {
        let transaction = self.base.store.write().await?;
        if !counters::note_told(&transaction, notice.lockout_key).await? {
            // Another server was faster.
            return Ok(());
        }
        if let Some(user_id) = notice.user_id {
            let last = self
                .attempts
                .last_wrong(&transaction, notice.lockout_key)
                .await?;
            let message = Message::Locked {
                last_attempt: Circumstances {
                    at: notice.at,
                    user_agent: last.as_ref().map(|last| last.user_agent.clone()),
                    client_address: last.map(|last| last.client_address),
                    // It need not be the owner's browser.
                    locale: Locale::En,
                },
                end: match notice.lock {
                    Some(Lock::Until(end)) => LockEnd::Until(end),
                    Some(Lock::UntilUnlocked) => LockEnd::UntilUnlocked,
                    None => LockEnd::AlreadyUnlocked,
                },
            };
            let user = store::users::find(&transaction, user_id).await?;
            if let Some(to) = user.and_then(|user| user.email) {
                self.mailer
                    .enqueue(&transaction, Some(user_id), &to, &message)
                    .await?;
            }
        }
        transaction.commit().await.map_err(StoreError::from)
    }
}
