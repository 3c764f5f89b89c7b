//! Mails to those whom a file added.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::admin_error::AdminError;
use crate::error::AppError;

/// How many mails are on their way.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Informed(pub usize);

/// Sends each whom a file added their login name and a link to choose a password; how many.
///
/// # Errors
/// What to tell the administrator.
#[server]
pub async fn inform_imported(import: String) -> Result<Informed, AppError> {
    use crate::context::{current_user, fault, services};
    use accounts::users::import::InformError;

    let proof = current_user()?.admin().ok_or(AppError::NotAllowed)?;
    let informed = services()?
        .accounts
        .user_import
        .inform(proof, &import)
        .await;
    informed.map(Informed).map_err(|error| match &error {
        InformError::NotAllowed => AppError::NotAllowed,
        InformError::NotImported => AdminError::NotWaiting.into(),
        InformError::AlreadyInformed => AdminError::AlreadyImported.into(),
        InformError::Unreadable(_) | InformError::Store(_) => fault(&error),
    })
}
