//! What administrators set, in force on every server within [`REMEMBERED`].

use model::settings::{Setting, SettingError, Settings};
use model::timestamp::{Duration, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};

use crate::Accounts;
use crate::store::{self, StoreError};

/// How long a server goes by what it read: as long as a change may take to reach all servers.
const REMEMBERED: Duration = Duration::seconds(5);

/// What was read last, and when.
#[derive(Default)]
pub(crate) struct Memory(Mutex<Option<(Timestamp, Arc<Settings>)>>);

impl Memory {
    fn get(&self, now: Timestamp) -> Option<Arc<Settings>> {
        let memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (read_at, settings) = memory.as_ref()?;
        // A clock that was set back must not make them last.
        let fresh = *read_at <= now && now < read_at.after(REMEMBERED);
        fresh.then(|| Arc::clone(settings))
    }

    fn put(&self, remembered: Option<(Timestamp, Arc<Settings>)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = remembered;
    }
}

/// Why a setting was not changed.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// The value will not do.
    #[error(transparent)]
    Value(#[from] SettingError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Accounts {
    /// The settings that are in force.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn settings(&self) -> Result<Arc<Settings>, StoreError> {
        let now = self.inner.clock.now();
        if let Some(settings) = self.inner.settings.get(now) {
            return Ok(settings);
        }
        let mut settings = Settings::default();
        for (name, value) in store::settings::all(self.inner.store.connection()).await? {
            // A newer server may know more of them; a value that will not do is not ours.
            let known = name.parse::<Setting>().ok();
            let set = known.map(|setting| settings.set(setting, &value));
            if !matches!(set, Some(Ok(()))) {
                tracing::error!(name, "a setting cannot be read; its default is in force");
            }
        }
        let settings = Arc::new(settings);
        self.inner.settings.put(Some((now, Arc::clone(&settings))));
        Ok(settings)
    }

    /// Changes one setting, by its text.
    ///
    /// # Errors
    /// [`SetError`].
    pub async fn set(&self, setting: Setting, value: &str) -> Result<(), SetError> {
        Settings::default().set(setting, value)?;
        let now = self.inner.clock.now();
        store::settings::set(self.inner.store.connection(), setting.as_str(), value, now).await?;
        self.inner.settings.put(None);
        Ok(())
    }
}
