//! What makes the portal look like its owner's: a colour and a picture. Their addresses carry what
//! tells them from others, so that browsers keep them for as long as they are in force.

use accounts::settings::{LOGO_LIMIT, LogoError};
use app::admin_error::AdminError;
use app::context::fault_of;
use app::error::AppError;
use app::routes;
use axum::body::{Body, Bytes};
use axum::extract::{Multipart, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Request, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::confirmation::{caller, confirmed_form};
use crate::forms::give_back;
use crate::{state, uploads};

/// What browsers call a form without a file.
const FORM: &[u8] = b"application/x-www-form-urlencoded";

/// The style sheet with the accent colour; an empty one where there is none.
pub(crate) async fn accent(State(state): State<state::AppState>, query: RawQuery) -> Response {
    let Ok(settings) = state.services.accounts.settings.in_force().await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let Some(colour) = settings.accent() else {
        return answer("text/css", false, Vec::new());
    };
    let (light, dark) = (colour.on_light(), colour.on_dark());
    let sheet = format!(
        ":root{{--accent:light-dark({},{});--accent-strong:light-dark({},{});\
         --on-accent:light-dark({},{})}}",
        light.plain, dark.plain, light.strong, dark.strong, light.on, dark.on
    );
    let asked = query.0.unwrap_or_default();
    let in_force = colour.to_string().trim_start_matches('#') == asked;
    answer("text/css", in_force, sheet.into_bytes())
}

/// The logo.
pub(crate) async fn logo(State(state): State<state::AppState>, query: RawQuery) -> Response {
    match state.services.accounts.settings.logo().await {
        Ok(Some((png, print))) => answer("image/png", query.0.as_deref() == Some(&print), png),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Takes a picture, or takes the one away that is there.
pub(crate) async fn set_logo(
    State(state): State<state::AppState>,
    request: Request<Body>,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let kind = parts.headers.get(CONTENT_TYPE);
    // Of two forms with this address, the one that asks for one's own password first: a picture cannot be given
    // back, should it be asked for afterwards.
    let done = match kind.is_some_and(|kind| kind.as_bytes().starts_with(FORM)) {
        true => confirm_first(&state, &mut parts, body).await,
        false => put_logo(&state, &parts, body).await,
    };
    match done {
        Ok(()) => (StatusCode::SEE_OTHER, [(LOCATION, routes::ADMIN_SETTINGS)]).into_response(),
        Err(error) => give_back(&state, parts, Vec::new(), error).await,
    }
}

async fn confirm_first(
    state: &state::AppState,
    parts: &mut Parts,
    body: Body,
) -> Result<(), AppError> {
    let confirmed = confirmed_form(state, parts, body, &[]).await;
    confirmed.map(drop).map_err(|(error, _)| error)
}

async fn put_logo(state: &state::AppState, parts: &Parts, body: Body) -> Result<(), AppError> {
    let caller = caller(parts);
    let current_user = caller.current_user.as_ref().ok_or(AppError::NotLoggedIn)?;
    current_user.admin().ok_or(AppError::NotAllowed)?;
    let proof = current_user
        .confirmed_admin()
        .ok_or(AppError::OwnPasswordNeeded(None))?;
    let form = uploads::form(parts, body, LOGO_LIMIT, AdminError::PictureTooBig).await?;
    let picture = picture_in(form).await?;
    let set = state
        .services
        .accounts
        .settings
        .set_logo(proof, picture.as_deref())
        .await;
    set.map_err(|error| match error {
        LogoError::NotAllowed => AppError::NotAllowed,
        LogoError::TooBig | LogoError::TooLong => AdminError::PictureTooBig.into(),
        LogoError::NoPng => AdminError::NoPicture.into(),
        LogoError::Store(error) => fault_of(&caller.request_id(), &error),
    })
}

/// The picture in a form; none where the one that is there is to be taken away.
async fn picture_in(mut form: Multipart) -> Result<Option<Bytes>, AppError> {
    while let Some(field) = form.next_field().await.map_err(|_| AppError::Unreadable)? {
        match field.name() {
            Some("remove") => return Ok(None),
            Some("file") => {
                let file = field.bytes().await.map_err(|_| AppError::Unreadable)?;
                if !file.is_empty() {
                    return Ok(Some(file));
                }
            }
            _ => {}
        }
    }
    Err(AdminError::NoPicture.into())
}

fn answer(kind: &'static str, in_force: bool, body: Vec<u8>) -> Response {
    let kept = match in_force {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CACHE_CONTROL, HeaderValue::from_static(kept)),
    ];
    (headers, body).into_response()
}
