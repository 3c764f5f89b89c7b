//! Making the first administrator.

use leptos::prelude::*;
use model::password::TypedPassword;

use crate::error::AppError;

/// Makes the first administrator, given the code that the server printed.
///
/// # Errors
/// What to tell the person.
#[server]
pub async fn set_up(
    code: String,
    login_name: String,
    email: String,
    password: TypedPassword,
) -> Result<(), AppError> {
    use crate::context::{caller, fault, new_password_error, redirect, services};
    use crate::error::InputError;
    use accounts::setup::SetupError;
    use model::email::Email;
    use model::login_name::LoginName;

    let (services, origin) = (services()?, caller()?.client.origin());
    let parsed = (
        LoginName::parse(&login_name),
        Email::parse(&email),
        password.parse(),
    );
    let (login_name, email, password) = match parsed {
        (Ok(login_name), Ok(email), Ok(password)) => (login_name, email, password),
        (login_name, email, password) => {
            let wrong = [
                login_name.err().map(InputError::from),
                email.err().map(InputError::from),
                password.err().map(InputError::from),
            ];
            return Err(AppError::Input(wrong.into_iter().flatten().collect()));
        }
    };
    services
        .accounts
        .setup
        .run(&code, login_name, email, &password, origin)
        .await
        .map_err(|error| match error {
            SetupError::AlreadySetUp => AppError::Gone,
            SetupError::Code => InputError::SetupCode.into(),
            SetupError::Password(error) => new_password_error(error),
            SetupError::NameTaken => InputError::NameTaken.into(),
            SetupError::Store(error) => fault(&error),
        })?;
    redirect(crate::request::After::SetUp.login());
    Ok(())
}
