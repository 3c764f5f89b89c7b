//! Asking for a link, and choosing a new password with it.

use leptos::prelude::*;
use model::password::TypedPassword;

use crate::error::AppError;

/// Asks for a mail with a link, and leads to the page that says so: the same one, in the same time,
/// whether anybody has that address or not.
///
/// # Errors
/// What to tell the person.
#[server]
pub async fn ask_for_reset(email: String) -> Result<(), AppError> {
    use crate::context::{caller, fault, redirect, services, set_cookie};
    use crate::cookies::REQUESTED_EMAIL;
    use crate::error::InputError;
    use accounts::recovery::AskForResetError;
    use model::email::Email;

    let (services, caller) = (services()?, caller()?);
    let email = Email::parse(&email).map_err(InputError::from)?;
    services
        .accounts
        .recovery
        .ask_for_reset(&email, &caller.client)
        .await
        .map_err(|error| match error {
            AskForResetError::TooMany(remaining) => AppError::TooManyMails(remaining),
            AskForResetError::SwitchedOff => AppError::ResetSwitchedOff,
            AskForResetError::Store(error) => fault(&error),
        })?;
    set_cookie(&services.cookies.set(&REQUESTED_EMAIL, &email));
    redirect(crate::routes::RESET_SENT);
    Ok(())
}

/// Saves a new password with the link that was opened in this browser. `link` is the one that the
/// page was made for.
///
/// # Errors
/// What to tell the person.
#[server]
pub async fn save_password(
    #[server(default)] link: String,
    password: TypedPassword,
) -> Result<(), AppError> {
    use crate::context::{caller, fault, new_password_error, redirect, services, set_cookie};
    use crate::cookies::LINK;
    use crate::error::InputError;
    use accounts::recovery::SavePasswordError;
    use model::link::LinkError;

    let (services, caller) = (services()?, caller()?);
    let token = caller.link.ok_or(LinkError::Incomplete)?;
    let password = password.parse().map_err(InputError::from)?;
    services
        .accounts
        .recovery
        .save_password(
            &token,
            &link,
            &password,
            caller.device.as_ref(),
            &caller.client,
        )
        .await
        .map_err(|error| match error {
            SavePasswordError::Link(error) => AppError::Link(error),
            SavePasswordError::TooMany(remaining) => AppError::TooManyPasswords(remaining),
            SavePasswordError::Password(error) => new_password_error(error),
            SavePasswordError::Store(error) => fault(&error),
        })?;
    set_cookie(&services.cookies.remove(&LINK));
    redirect(crate::request::After::NewPassword.login());
    Ok(())
}
