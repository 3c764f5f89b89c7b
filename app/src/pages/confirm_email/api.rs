//! Confirming a new e-mail address.

use leptos::prelude::*;

use crate::error::AppError;

/// Makes the address that of the account whose link was opened in this browser. `link` is the one that
/// the page was made for.
///
/// # Errors
/// What to tell the person.
#[server]
pub async fn confirm_email(#[server(default)] link: String) -> Result<(), AppError> {
    use crate::context::{caller, current_user, fault, redirect, services, set_cookie};
    use crate::cookies::LINK;
    use accounts::account::ConfirmEmailError;
    use model::link::LinkError;

    let (services, caller, current_user) = (services()?, caller()?, current_user()?);
    let token = caller.link.ok_or(LinkError::Incomplete)?;
    let confirmed = services
        .accounts
        .own_account
        .confirm_email(&current_user, &token, &link, &caller.client)
        .await;
    confirmed.map_err(|error| match error {
        ConfirmEmailError::Link(error) => AppError::Link(error),
        ConfirmEmailError::Store(error) => fault(&error),
    })?;
    set_cookie(&services.cookies.remove(&LINK));
    redirect(crate::request::After::NewEmail.account());
    Ok(())
}
