//! Setting a user's password.

use leptos::prelude::*;
use model::password::TypedPassword;

use crate::error::AppError;

/// Sets the password of a user, and leads back to their page.
///
/// # Errors
/// What to tell the administrator.
#[server]
pub async fn set_user_password(id: i64, password: TypedPassword) -> Result<(), AppError> {
    use crate::context::{current_user, redirect, services};
    use crate::error::InputError;
    use crate::pages::admin::user::api::{UserNotice, to_app_error};
    use crate::routes::{UserPart, user_page};

    let current_user = current_user()?;
    current_user.admin().ok_or(AppError::NotAllowed)?;
    let proof = current_user
        .confirmed_admin()
        .ok_or(AppError::OwnPasswordNeeded(None))?;
    let password = password.parse().map_err(InputError::from)?;
    let accounts = services()?.accounts;
    let set = accounts.users.set_password(proof, id, &password);
    set.await.map_err(to_app_error)?;
    let page = user_page(id, UserPart::Edit);
    redirect(&format!("{page}?done={}", UserNotice::Password.as_str()));
    Ok(())
}
