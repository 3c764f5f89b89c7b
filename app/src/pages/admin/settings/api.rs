//! Saving settings.

use leptos::prelude::*;
use std::collections::HashMap;

use crate::error::AppError;

/// Saves those of the settings that were changed in a form, and leads back to the page. `was` is what
/// they were when the page was made; a box that is not ticked is not sent.
///
/// # Errors
/// What to tell the administrator.
#[server]
pub async fn save_settings(
    #[server(default)] settings: HashMap<String, String>,
    #[server(default)] was: HashMap<String, String>,
) -> Result<(), AppError> {
    use crate::admin_error::AdminError;
    use crate::context::{current_user, fault, redirect, services};
    use crate::error::InputError;
    use accounts::settings::{SaveSettingsError, SettingChange};
    use accounts::settings::{Setting, SettingKind};

    let current_user = current_user()?;
    current_user.admin().ok_or(AppError::NotAllowed)?;
    let mut changes = Vec::new();
    for &setting in Setting::ALL {
        let Some(before) = was.get(setting.as_str()) else {
            continue;
        };
        let after = match (settings.get(setting.as_str()), setting.kind()) {
            (Some(after), _) => after.clone(),
            (None, SettingKind::Switch) => "off".to_owned(),
            (None, _) => continue,
        };
        changes.push(SettingChange {
            setting,
            before: before.clone(),
            after,
        });
    }
    let proof = current_user.confirmed_admin();
    let proof = proof.ok_or(AppError::OwnPasswordNeeded(None))?;
    let saved = services()?.accounts.settings.save(proof, &changes).await;
    saved.map_err(|error| match error {
        SaveSettingsError::NotAllowed => AppError::NotAllowed,
        SaveSettingsError::Values(wrong) => AppError::Input(
            wrong
                .into_iter()
                .map(|(setting, error)| InputError::Setting(setting, error))
                .collect(),
        ),
        SaveSettingsError::VersionConflict(_) => AdminError::SettingsConflict.into(),
        SaveSettingsError::Store(error) => fault(&error),
    })?;
    let changed = changes.iter().filter(|it| it.before != it.after);
    let changed: Vec<_> = changed.map(|it| it.setting).collect();
    redirect(&super::page::saved(&changed));
    Ok(())
}
