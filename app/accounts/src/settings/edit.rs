//! Changing settings: several from a page, or one from the command line.

use super::{Setting, SettingError, Settings};
use crate::audit::Action;

use super::{PortalSettings, read};
use crate::audit::{Actor, describe_change};
use crate::current_user::ConfirmedAdmin;
use crate::store::{self, Connection, StoreError};

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

impl PortalSettings {
    /// Changes one setting, by its text; for whoever has the server's own command line.
    ///
    /// # Errors
    /// [`SetError`].
    pub async fn set(&self, setting: Setting, value: &str) -> Result<(), SetError> {
        let transaction = self.store.write_settings_alone().await?;
        let before = read(&transaction).await?;
        let mut after = before.clone();
        after.set(setting, value)?;
        self.write(&transaction, &Actor::command_line(), &before, &after)
            .await?;
        transaction.commit().await.map_err(StoreError::from)?;
        self.cache.forget();
        Ok(())
    }

    /// Changes settings, if none of them was changed since the page was made that they come from. What
    /// was left as it was stays as it is by now.
    ///
    /// # Errors
    /// [`SaveSettingsError`]; nothing is changed then.
    pub async fn save(
        &self,
        proof: ConfirmedAdmin,
        changes: &[SettingChange],
    ) -> Result<(), SaveSettingsError> {
        let transaction = self.store.write_settings_alone().await?;
        let actor = Actor::administrator(&transaction, proof.admin()).await?;
        let actor = actor.ok_or(SaveSettingsError::NotAllowed)?;
        let there = read(&transaction).await?;
        let (mut wanted, mut wrong, mut stale) = (there.clone(), Vec::new(), Vec::new());
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
                stale.push(setting);
            }
        }
        if !wrong.is_empty() {
            return Err(SaveSettingsError::Values(wrong));
        }
        if !stale.is_empty() {
            return Err(SaveSettingsError::VersionConflict(stale));
        }
        self.write(&transaction, &actor, &there, &wanted).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        self.cache.forget();
        Ok(())
    }

    async fn write(
        &self,
        transaction: &impl Connection,
        actor: &Actor,
        before: &Settings,
        after: &Settings,
    ) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut events = Vec::new();
        for &setting in Setting::ALL {
            let (old, new) = (before.get(setting), after.get(setting));
            if old == new {
                continue;
            }
            store::settings::set(transaction, setting.as_str(), &new, now).await?;
            let event = actor.did(Action::ChangeSetting);
            events.push(event.with(describe_change(setting.as_str(), &old, &new)));
        }
        self.audit.record(transaction, events).await
    }
}
