//! Logging in.

use leptos::prelude::*;
use model::password::TypedPassword;

use crate::error::AppError;

/// Checks a name and a password; on success sets the cookies and leads on. `noticed` is what the
/// page warned of, in words of [`model::finding`].
///
/// # Errors
/// What to tell the person.
#[server]
pub async fn log_in(
    login_name: String,
    password: TypedPassword,
    #[server(default)] keep: bool,
    #[server(default)] next: String,
    #[server(default)] noticed: String,
) -> Result<(), AppError> {
    use crate::context::{caller, fault, redirect, services, set_cookie};
    use crate::error::InputError;
    use crate::routes::{home, local_path};
    use accounts::login::{Entry, LoginError, LoginTry};
    use model::finding::Findings;
    use model::login_name::TypedName;

    let (services, caller) = (services()?, caller()?);
    let (name, password) = match (TypedName::parse(&login_name), password.parse()) {
        (Ok(name), Ok(password)) => (name, password),
        (name, password) => {
            let wrong = [
                name.err().map(InputError::from),
                password.err().map(InputError::from),
            ];
            return Err(AppError::Input(wrong.into_iter().flatten().collect()));
        }
    };
    let attempt = LoginTry {
        name,
        password,
        keep,
        client: caller.client,
        session: caller.session,
        device: caller.device,
        report_code: caller.report_code,
        noticed: Findings::parse(&noticed),
    };
    let logged_in = services
        .accounts
        .log_in(attempt)
        .await
        .map_err(|error| match error {
            LoginError::Refused { left } => AppError::LoginRefused(left),
            LoginError::Locked(remaining) => AppError::Locked(remaining),
            LoginError::TooManyTries(remaining) => AppError::TooManyTries(remaining),
            LoginError::Busy => AppError::Busy,
            LoginError::Store(error) => fault(&error),
        })?;
    set_cookie(&services.cookies.device_cookie(&logged_in.device));
    if caller.report_code.is_some() {
        // The tries of whoever comes next to this browser are not theirs.
        set_cookie(&services.cookies.without(services.cookies.report()));
    }
    match logged_in.entry {
        Entry::Session(token) => {
            set_cookie(&services.cookies.session_cookie(&token, logged_in.kept));
            redirect(local_path(&next).unwrap_or(home(logged_in.role)));
        }
        Entry::NewPassword(token) => {
            set_cookie(&services.cookies.link_cookie(&token));
            redirect(crate::routes::NEW_PASSWORD);
        }
    }
    Ok(())
}
