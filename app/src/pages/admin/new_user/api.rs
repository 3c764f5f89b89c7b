//! Adding a user.

use leptos::prelude::*;
use model::user::{Language, Role};
use serde::{Deserialize, Serialize};

use crate::error::{AppError, InputError};

/// How the new user comes to a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PasswordDelivery {
    /// **Inform the User**
    Inform,
    /// The administrator sets one, on the next page.
    SetPassword,
}

/// Adds a user, and leads to where their password is set, or to their page.
///
/// # Errors
/// What to tell the administrator.
#[server]
pub async fn add_user(
    login_name: String,
    display_name: String,
    email: String,
    language: Language,
    role: Role,
    then: PasswordDelivery,
) -> Result<(), AppError> {
    use crate::context::{current_user, fault, new_password_error, redirect, services};
    use crate::pages::admin::user::api::{UserNotice, checked};
    use crate::routes::{UserPart, user_page};
    use accounts::users::{AddUserError, UserFields};

    let current_user = current_user()?;
    let proof = current_user.admin().ok_or(AppError::NotAllowed)?;
    let user = UserFields {
        language,
        role,
        ..checked(&login_name, &display_name, &email)?
    };
    let accounts = services()?.accounts;
    let (confirmed, inform) = (
        current_user.confirmed_admin(),
        then == PasswordDelivery::Inform,
    );
    let added = accounts
        .users
        .add_without_password(proof, confirmed, &user, inform);
    let id = added.await.map_err(|error| match error {
        AddUserError::NameTaken => InputError::NameTaken.into(),
        AddUserError::NotAllowed => AppError::NotAllowed,
        AddUserError::PasswordNeeded => AppError::OwnPasswordNeeded(None),
        AddUserError::NoAddress => InputError::AddressNeeded.into(),
        AddUserError::Password(error) => new_password_error(error),
        AddUserError::Store(error) => fault(&error),
    })?;
    let page = user_page(id, UserPart::Edit);
    match then {
        PasswordDelivery::Inform => {
            redirect(&format!("{page}?done={}", UserNotice::Informed.as_str()));
        }
        PasswordDelivery::SetPassword => {
            let page = user_page(id, UserPart::Password);
            redirect(&format!("{page}?done={}", UserNotice::Added.as_str()));
        }
    }
    Ok(())
}
