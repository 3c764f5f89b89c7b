//! What one may change of one's own account.

use leptos::prelude::*;
use model::password::TypedPassword;

use crate::error::AppError;

/// Changes the password of whoever is logged in.
///
/// # Errors
/// What to tell the person.
#[server(prefix = "/api", endpoint = "change-password")]
pub async fn change_password(
    current_password: TypedPassword,
    password: TypedPassword,
    #[server(default)] end_others: bool,
) -> Result<(), AppError> {
    use crate::context::{caller, fault, redirect, services, visitor};
    use crate::error::InputError;
    use accounts::change_password::{ChangePassword, ChangePasswordError};

    let (services, caller, visitor) = (services()?, caller()?, visitor()?);
    let (current, new) = match (current_password.parse(), password.parse()) {
        (Ok(current), Ok(new)) => (current, new),
        (current, new) => {
            let wrong = [
                current.err().map(InputError::CurrentPassword),
                new.err().map(InputError::from),
            ];
            return Err(AppError::Input(wrong.into_iter().flatten().collect()));
        }
    };
    let change = ChangePassword {
        current,
        new,
        end_others,
        session: caller.session.ok_or(AppError::NotLoggedIn)?,
        device: caller.device,
        client: caller.client,
    };
    services
        .accounts
        .change_password(visitor, change)
        .await
        .map_err(|error| match error {
            ChangePasswordError::Wrong { left } => InputError::WrongPassword(left).into(),
            ChangePasswordError::Locked(remaining) => AppError::Locked(remaining),
            ChangePasswordError::TooManyTries(remaining) => AppError::TooManyTries(remaining),
            ChangePasswordError::Policy(error) => InputError::from(error).into(),
            ChangePasswordError::Busy => AppError::Busy,
            ChangePasswordError::Outdated => AppError::Outdated,
            ChangePasswordError::Store(error) => fault(&error),
        })?;
    redirect(crate::request::After::NewPassword.account());
    Ok(())
}
