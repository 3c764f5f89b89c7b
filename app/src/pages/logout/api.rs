//! Logging out.

use leptos::prelude::*;

use crate::error::AppError;

/// Ends the session and leads to the login screen.
///
/// # Errors
/// What to tell the person.
#[server]
pub async fn log_out() -> Result<(), AppError> {
    use crate::context::{caller, fault, redirect, services, set_cookie};
    use crate::cookies::{LAST_USER, SESSION};

    let services = services()?;
    if let Some(current_user) = caller()?.current_user {
        services
            .accounts
            .sessions
            .log_out(&current_user)
            .await
            .map_err(|error| fault(&error))?;
    }
    set_cookie(&services.cookies.remove(&SESSION));
    set_cookie(&services.cookies.remove(&LAST_USER));
    crate::context::clear_site_data();
    redirect(crate::routes::LOGIN);
    Ok(())
}
