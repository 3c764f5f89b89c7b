//! One's own password, where a form holds it: asked for before something that somebody at a screen that
//! was left open must not do.

use accounts::current_user::ConfirmedAdmin;
use accounts::login::OwnPassword;
use app::context::{Caller, fault_of, own_password_error};
use app::error::{AppError, InputError};
use axum::body::Body;
use axum::http::request::Parts;
use model::password::Password;

use crate::body::read;
use crate::fields::{fields, typed};
use crate::state::AppState;

/// The field. No form gives it back.
const FIELD: &str = "own_password";

/// Whether a form holds the password and nothing else.
pub(crate) fn is_alone(fields: &[(String, String)]) -> bool {
    matches!(fields, [(name, _)] if name == FIELD)
}

/// Who asks; the layers have found it out.
pub(crate) fn caller(parts: &Parts) -> Caller {
    let caller = parts.extensions.get::<Caller>();
    caller
        .cloned()
        .expect("each request passes the layer that says who asks")
}

/// The proof that an administrator asks who entered their password not long ago.
///
/// # Errors
/// What is missing.
fn admin(caller: &Caller) -> Result<ConfirmedAdmin, AppError> {
    let current_user = caller.current_user.as_ref().ok_or(AppError::NotLoggedIn)?;
    current_user.admin().ok_or(AppError::NotAllowed)?;
    current_user
        .confirmed_admin()
        .ok_or(AppError::OwnPasswordNeeded(None))
}

/// Reads a form that only a confirmed administrator may send; the proof, and what was typed of the fields
/// that are `given_back`.
///
/// # Errors
/// What is missing, and what was typed.
pub(crate) async fn confirmed_form(
    state: &AppState,
    parts: &mut Parts,
    body: Body,
    given_back: &[&str],
) -> Result<(ConfirmedAdmin, Vec<(String, String)>), (AppError, Vec<(String, String)>)> {
    let body = read(body).await.map_err(|error| (error, Vec::new()))?;
    let fields = fields(&body);
    let confirmed = confirm(state, parts, &fields).await;
    let typed = typed(given_back, fields);
    match confirmed.and_then(|()| admin(&caller(parts))) {
        Ok(admin) => Ok((admin, typed)),
        Err(error) => Err((error, typed)),
    }
}

/// Compares the password, if the form holds one, and lets whoever entered it go on.
///
/// # Errors
/// Why it was not taken: the page that asks for it is shown again.
pub(crate) async fn confirm(
    state: &AppState,
    parts: &mut Parts,
    fields: &[(String, String)],
) -> Result<(), AppError> {
    let Some((_, typed)) = fields.iter().find(|(name, _)| name == FIELD) else {
        return Ok(());
    };
    let again = |error: AppError| AppError::OwnPasswordNeeded(Some(Box::new(error)));
    let caller = parts.extensions.get_mut::<Caller>();
    let caller = caller.ok_or(AppError::NotLoggedIn)?;
    let (Some(current_user), Some(session)) = (&mut caller.current_user, &caller.session) else {
        return Err(AppError::NotLoggedIn);
    };
    let password = Password::parse(typed);
    let own = OwnPassword {
        password: password.map_err(|error| again(InputError::OwnPassword(error).into()))?,
        session: session.clone(),
        device: caller.device.clone(),
        client: caller.client.clone(),
    };
    if let Err(error) = state
        .services
        .accounts
        .own_password
        .confirm(current_user, own)
        .await
    {
        let fault = |error| fault_of(&caller.request_id(), &error);
        let error = own_password_error(error, fault)
            .unwrap_or_else(|left| InputError::WrongOwnPassword(left).into());
        return Err(again(error));
    }
    Ok(())
}
