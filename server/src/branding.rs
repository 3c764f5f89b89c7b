//! What makes the portal look like its owner's: a colour and a picture. Their addresses carry what
//! tells them from others, so that browsers keep them for as long as they are in force.

use accounts::logo::{LOGO_LIMIT, LogoError};
use app::admin_error::AdminError;
use app::context::fault_of;
use app::error::AppError;
use app::routes;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use model::colour::Accent;

use crate::confirmation::caller;
use crate::plain_forms::give_back;
use crate::server_functions::read_up_to;
use crate::state;

/// What stands round a file in its request, in bytes.
const ENVELOPE: usize = 16 * 1024;

/// The style sheet with the accent colour; an empty one where there is none.
pub(crate) async fn accent(State(state): State<state::State>, query: RawQuery) -> Response {
    let Ok(settings) = state.services.accounts.settings().await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let Some(colour) = settings.accent() else {
        return answer("text/css", false, Vec::new());
    };
    let rules = |accent: Accent| {
        format!(
            ":root{{--accent:{};--accent-strong:{};--on-accent:{}}}",
            accent.plain, accent.strong, accent.on
        )
    };
    let sheet = format!(
        "{}@media (prefers-color-scheme:dark){{{}}}",
        rules(colour.on_light()),
        rules(colour.on_dark())
    );
    let asked = query.0.unwrap_or_default();
    let in_force = colour.to_string().trim_start_matches('#') == asked;
    answer("text/css", in_force, sheet.into_bytes())
}

/// The logo.
pub(crate) async fn logo(State(state): State<state::State>, query: RawQuery) -> Response {
    let accounts = &state.services.accounts;
    let (Ok(print), Ok(logo)) = (accounts.logo_fingerprint().await, accounts.logo().await) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    match logo {
        Some(png) => answer("image/png", print.as_deref() == query.0.as_deref(), png),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Takes a picture, or takes the one away that is there.
pub(crate) async fn set_logo(
    State(state): State<state::State>,
    request: Request<Body>,
) -> Response {
    let (parts, body) = request.into_parts();
    match put_logo(&state, &parts, body).await {
        Ok(()) => (StatusCode::SEE_OTHER, [(LOCATION, routes::ADMIN_SETTINGS)]).into_response(),
        Err(error) => give_back(state, &parts, Vec::new(), error).await,
    }
}

async fn put_logo(state: &state::State, parts: &Parts, body: Body) -> Result<(), AppError> {
    let caller = caller(parts);
    let visitor = caller.visitor.as_ref().ok_or(AppError::NotLoggedIn)?;
    let proof = visitor.admin().ok_or(AppError::NotAllowed)?;
    let body = read_up_to(body, LOGO_LIMIT + ENVELOPE).await;
    let body = body.map_err(|error| match error {
        AppError::TooBig => AdminError::PictureTooBig.into(),
        other => other,
    })?;
    let file = file_in(parts, body).await?;
    let set = match file {
        Wish::Picture(file) => state.services.accounts.set_logo(proof, Some(&file)).await,
        Wish::None => state.services.accounts.set_logo(proof, None).await,
    };
    set.map_err(|error| match error {
        LogoError::NotAllowed => AppError::NotAllowed,
        LogoError::TooBig | LogoError::TooLong => AdminError::PictureTooBig.into(),
        LogoError::NoPng => AdminError::NoPicture.into(),
        LogoError::Store(error) => fault_of(&caller.request_id(), &error),
    })
}

/// What a form wants of the logo.
enum Wish {
    Picture(Bytes),
    None,
}

async fn file_in(parts: &Parts, body: Bytes) -> Result<Wish, AppError> {
    let mut request = Request::new(Body::from(body));
    *request.headers_mut() = parts.headers.clone();
    // Among them that no limit but ours holds.
    *request.extensions_mut() = parts.extensions.clone();
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| AppError::Unreadable)?;
    while let Some(field) = form.next_field().await.map_err(|_| AppError::Unreadable)? {
        match field.name() {
            Some("remove") => return Ok(Wish::None),
            Some("file") => {
                let file = field.bytes().await.map_err(|_| AppError::Unreadable)?;
                if !file.is_empty() {
                    return Ok(Wish::Picture(file));
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
