//! What administrators set, in force on every server within [`REMEMBERED`].

use model::audit::Action;
use model::settings::{Setting, SettingError, Settings};
use model::timestamp::{Duration, Timestamp};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::Accounts;
use crate::audit::Actor;
use crate::sessions::ConfirmedAdmin;
use crate::store::{self, Connection, StoreError};

/// How long a server goes by what it read: as long as a change may take to reach all servers.
const REMEMBERED: Duration = Duration::seconds(5);

/// What was read last.
#[derive(Default)]
pub(crate) struct SettingsCache(Mutex<CachedSettings>);

#[derive(Default)]
struct CachedSettings {
    /// When it was read, and what.
    read: Option<(Timestamp, Arc<InForce>)>,
    /// How often it was forgotten: what somebody began to read before that is not to be remembered.
    forgotten: u64,
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

    /// What is in force; if it has to be read, what to give [`SettingsCache::put`].
    fn get(&self, now: Timestamp) -> Result<Arc<InForce>, u64> {
        let memory = self.remembered();
        match &memory.read {
            // A clock that was set back must not make them last.
            Some((read_at, in_force)) if *read_at <= now && now < read_at.after(REMEMBERED) => {
                Ok(Arc::clone(in_force))
            }
            _ => Err(memory.forgotten),
        }
    }

    fn put(&self, forgotten: u64, now: Timestamp, in_force: &Arc<InForce>) {
        let mut memory = self.remembered();
        if memory.forgotten == forgotten {
            memory.read = Some((now, Arc::clone(in_force)));
        }
    }

    fn forget(&self) {
        let mut memory = self.remembered();
        memory.forgotten += 1;
        memory.read = None;
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

/// A wish to change a setting that a page showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingChange {
    /// Which one.
    pub setting: Setting,
    /// What it was when the page was made.
    pub before: String,
    /// What it is to be.
    pub after: String,
}

/// Why no setting was changed.
#[derive(Debug, thiserror::Error)]
pub enum SaveSettingsError {
    /// Whoever asks is an active administrator no longer.
    #[error("only active administrators may")]
    NotAllowed,
    /// Values that will not do; never empty.
    #[error("some values will not do")]
    Values(Vec<(Setting, SettingError)>),
    /// Somebody changed these since the page was made; never empty.
    #[error("some settings were changed meanwhile")]
    VersionConflict(Vec<Setting>),
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
        let in_force = self.in_force(self.inner.store.connection()).await?;
        Ok(Arc::clone(&in_force.settings))
    }

    /// The same for an operation in the middle of a transaction. If it took another connection, as many
    /// such operations as there are connections would wait for each other.
    pub(crate) async fn settings_in(
        &self,
        transaction: &impl Connection,
    ) -> Result<Arc<Settings>, StoreError> {
        Ok(Arc::clone(&self.in_force(transaction).await?.settings))
    }

    /// What tells the logo that is in force from others, if there is one.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn logo_fingerprint(&self) -> Result<Option<Arc<str>>, StoreError> {
        let in_force = self.in_force(self.inner.store.connection()).await?;
        Ok(in_force.logo.clone())
    }

    async fn in_force(&self, connection: &impl Connection) -> Result<Arc<InForce>, StoreError> {
        let now = self.inner.clock.now();
        let forgotten = match self.inner.settings.get(now) {
            Ok(in_force) => return Ok(in_force),
            Err(forgotten) => forgotten,
        };
        let in_force = Arc::new(InForce {
            settings: Arc::new(read(connection).await?),
            logo: store::logo::fingerprint(connection).await?.map(Arc::from),
        });
        self.inner.settings.put(forgotten, now, &in_force);
        Ok(in_force)
    }

    /// This server looks anew the next time.
    pub(crate) fn forget_settings(&self) {
        self.inner.settings.forget();
    }

    /// The settings as they are in the database at this moment, and the logo, which this server goes by from
    /// now on. For the page that changes them: another server may have taken what was sent from it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn newest_settings(&self) -> Result<Arc<Settings>, StoreError> {
        self.forget_settings();
        self.settings().await
    }

    /// Changes one setting, by its text; for whoever has the server's own command line.
    ///
    /// # Errors
    /// [`SetError`].
    pub async fn set(&self, setting: Setting, value: &str) -> Result<(), SetError> {
        let transaction = self.inner.store.write_settings_alone().await?;
        let before = read(&transaction).await?;
        let mut after = before.clone();
        after.set(setting, value)?;
        self.put_settings(&transaction, &Actor::command_line(), &before, &after)
            .await?;
        transaction.commit().await.map_err(StoreError::from)?;
        self.forget_settings();
        Ok(())
    }

    /// Changes settings, if none of them was changed since the page was made that they come from. What
    /// was left as it was stays as it is by now.
    ///
    /// # Errors
    /// [`SaveSettingsError`]; nothing is changed then.
    pub async fn save_settings(
        &self,
        proof: ConfirmedAdmin,
        changes: &[SettingChange],
    ) -> Result<(), SaveSettingsError> {
        let transaction = self.inner.store.write_settings_alone().await?;
        let actor = self.administrator(&transaction, proof.admin()).await?;
        let actor = actor.ok_or(SaveSettingsError::NotAllowed)?;
        let there = read(&transaction).await?;
        let (mut wanted, mut wrong, mut meanwhile) = (there.clone(), Vec::new(), Vec::new());
        for change in changes
            .iter()
            .filter(|change| change.after != change.before)
        {
            let setting = change.setting;
            if let Err(error) = wanted.set(setting, &change.after) {
                wrong.push((setting, error));
            } else if there.get(setting) != change.before
                && there.get(setting) != wanted.get(setting)
            {
                meanwhile.push(setting);
            }
        }
        if !wrong.is_empty() {
            return Err(SaveSettingsError::Values(wrong));
        }
        if !meanwhile.is_empty() {
            return Err(SaveSettingsError::VersionConflict(meanwhile));
        }
        self.put_settings(&transaction, &actor, &there, &wanted)
            .await?;
        transaction.commit().await.map_err(StoreError::from)?;
        self.forget_settings();
        Ok(())
    }

    async fn put_settings(
        &self,
        transaction: &impl Connection,
        actor: &Actor,
        before: &Settings,
        after: &Settings,
    ) -> Result<(), StoreError> {
        let now = self.inner.clock.now();
        let mut events = Vec::new();
        for &setting in Setting::ALL {
            let (old, new) = (before.get(setting), after.get(setting));
            if old == new {
                continue;
            }
            store::settings::set(transaction, setting.as_str(), &new, now).await?;
            let event = actor.did(Action::ChangeSetting);
            events.push(event.with(crate::user_changes::change(setting.as_str(), &old, &new)));
        }
        self.record(transaction, events).await
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
        memory.put(before, now, &old);
        let after = memory.get(now).err().unwrap();
        memory.put(after, now, &old);
        assert!(memory.get(now).is_ok());
        assert!(memory.get(now.after(REMEMBERED)).is_err());
        assert!(memory.get(now.before(Duration::seconds(1))).is_err());
    }
}
