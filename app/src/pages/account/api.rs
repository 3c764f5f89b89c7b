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
    use crate::context::{caller, fault, own_password_error, redirect, services, visitor};
    use crate::error::InputError;
    use accounts::change_password::{ChangePassword, ChangePasswordError};
    use accounts::own_password::OwnPassword;

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
        current: OwnPassword {
            password: current,
            session: caller.session.ok_or(AppError::NotLoggedIn)?,
            device: caller.device,
            client: caller.client,
        },
        new,
        end_others,
    };
    services
        .accounts
        .change_password(visitor, change)
        .await
        .map_err(|error| match error {
            ChangePasswordError::Current(error) => own_password_error(error, |error| fault(&error))
                .unwrap_or_else(|left| InputError::WrongPassword(left).into()),
            ChangePasswordError::Policy(error) => InputError::from(error).into(),
        })?;
    redirect(crate::request::After::NewPassword.account());
    Ok(())
}
