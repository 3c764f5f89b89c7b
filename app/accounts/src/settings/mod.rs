//! What administrators set, in force on every server within [`REMEMBERED`].

mod edit;
mod logo;
mod setting;
mod values;

use model::timestamp::{Duration, Timestamp};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::audit::AuditLog;
use crate::clock::Clock;
use crate::store::{self, Connection, Store, StoreError};

pub use edit::{SaveSettingsError, SetError, SettingChange};
pub use logo::{LOGO_LIMIT, LOGO_SIDE, LogoError};
pub use setting::{Setting, SettingError, SettingKind};
pub use values::{Contact, Settings};

/// How long a server goes by what it read: as long as a change may take to reach all servers.
const REMEMBERED: Duration = Duration::seconds(5);

/// What was read last.
#[derive(Default)]
struct SettingsCache(Mutex<CachedSettings>);

#[derive(Default)]
struct CachedSettings {
    /// When it was read, and what.
    read: Option<(Timestamp, Arc<InForce>)>,
    /// How often it was forgotten: what somebody began to read before that is not to be remembered.
    generation: u64,
}

/// What is in force.
#[derive(Default)]
struct InForce {
    settings: Arc<Settings>,
    /// Tells the logo from others, if there is one.
    logo: Option<Arc<str>>,
}

impl SettingsCache {
    fn remembered(&self) -> MutexGuard<'_, CachedSettings> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is in force; if it has to be read, what to give [`SettingsCache::store`].
    fn get(&self, now: Timestamp) -> Result<Arc<InForce>, u64> {
        let memory = self.remembered();
        match &memory.read {
            // A clock that was set back must not make them last.
            Some((read_at, in_force)) if *read_at <= now && now < read_at.after(REMEMBERED) => {
                Ok(Arc::clone(in_force))
            }
            _ => Err(memory.generation),
        }
    }

    fn store(&self, generation: u64, now: Timestamp, in_force: &Arc<InForce>) {
        let mut memory = self.remembered();
        if memory.generation == generation {
            memory.read = Some((now, Arc::clone(in_force)));
        }
    }

    fn forget(&self) {
        let mut memory = self.remembered();
        memory.generation += 1;
        memory.read = None;
    }
}

/// What administrators set: the settings, and the portal's own picture.
#[derive(Clone)]
pub struct PortalSettings {
    store: Store,
    clock: Clock,
    audit: AuditLog,
    cache: Arc<SettingsCache>,
}

impl PortalSettings {
    pub(crate) fn new(store: Store, clock: Clock, audit: AuditLog) -> Self {
        Self {
            store,
            clock,
            audit,
            cache: Arc::default(),
        }
    }

    /// The settings that are in force.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn in_force(&self) -> Result<Arc<Settings>, StoreError> {
        self.in_force_within(self.store.connection()).await
    }

    /// The settings that are in force, for an operation in the middle of a transaction. If it took another connection, as many
    /// such operations as there are connections would wait for each other.
    pub(crate) async fn in_force_within(
        &self,
        transaction: &impl Connection,
    ) -> Result<Arc<Settings>, StoreError> {
        Ok(Arc::clone(&self.cached(transaction).await?.settings))
    }

    /// What tells the logo that is in force from others, if there is one.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn logo_fingerprint(&self) -> Result<Option<Arc<str>>, StoreError> {
        let in_force = self.cached(self.store.connection()).await?;
        Ok(in_force.logo.clone())
    }

    async fn cached(&self, connection: &impl Connection) -> Result<Arc<InForce>, StoreError> {
        let now = self.clock.now();
        let generation = match self.cache.get(now) {
            Ok(in_force) => return Ok(in_force),
            Err(generation) => generation,
        };
        let in_force = Arc::new(InForce {
            settings: Arc::new(read(connection).await?),
            logo: store::logo::fingerprint(connection).await?.map(Arc::from),
        });
        self.cache.store(generation, now, &in_force);
        Ok(in_force)
    }

    /// The settings as they are in the database at this moment, and the logo, which this server goes by from
    /// now on. For the page that changes them: another server may have taken what was sent from it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn newest(&self) -> Result<Arc<Settings>, StoreError> {
        self.cache.forget();
        self.in_force().await
    }
}

async fn read(connection: &impl Connection) -> Result<Settings, StoreError> {
    let mut settings = Settings::default();
    for (name, value) in store::settings::all(connection).await? {
        // A newer server may know more of them; a value that will not do is not ours.
        let known = name.parse::<Setting>().ok();
        let set = known.map(|setting| settings.set(setting, &value));
        if !matches!(set, Some(Ok(()))) {
            tracing::error!(name, "a setting cannot be read; its default is in force");
        }
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_change_is_not_remembered_after_it() {
        let memory = SettingsCache::default();
        let (now, old) = (Timestamp(0), Arc::default());
        let before = memory.get(now).err().unwrap();
        memory.forget();
        memory.store(before, now, &old);
        let after = memory.get(now).err().unwrap();
        memory.store(after, now, &old);
        assert!(memory.get(now).is_ok());
        assert!(memory.get(now.after(REMEMBERED)).is_err());
        assert!(memory.get(now.before(Duration::seconds(1))).is_err());
    }
}
