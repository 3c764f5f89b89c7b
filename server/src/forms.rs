//! Forms, as a browser sends them to the address of the page that holds them.
//!
//! When all went well the browser is led on (303), or sees the page with what the function answered; else the page is
//! rendered again with what was wrong and what had been typed. Nothing of it goes through an address.

use app::error::AppError;
use app::form::Returned;
use app::page::{Answer, Form};
use axum::body::{Body, Bytes};
use axum::http::header::LOCATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Request};
use axum::response::Response;

use crate::body::read;
use crate::confirmation;
use crate::fields::{fields, typed};
use crate::render::{self, led_on};
use crate::state::AppState;

/// Takes one form.
pub(crate) async fn submit(state: AppState, form: Form, request: Request<Body>) -> Response {
    let (mut parts, body) = request.into_parts();
    let body = read(body).await;
    let fields = body.as_deref().map(fields).unwrap_or_default();
    match take(&state, &mut parts, form, body, &fields).await {
        Ok((_, headers)) if headers.contains_key(LOCATION) => led_on(&headers),
        Ok((answer, headers)) => render::answered(&state, parts, answer, headers).await,
        Err(Refused::Alone(headers)) => led_on(&headers),
        Err(Refused::Error(error)) => {
            give_back(&state, parts, typed(form.given_back, fields), error).await
        }
    }
}

/// Why a form was not taken.
enum Refused {
    /// It asked for nothing but one's own password: the page itself comes next, with these headers.
    Alone(HeaderMap),
    /// Something is wrong.
    Error(AppError),
}

impl From<AppError> for Refused {
    fn from(error: AppError) -> Self {
        Self::Error(error)
    }
}

/// Runs the server function that takes the form; its answer, and the headers that it set.
async fn take(
    state: &AppState,
    parts: &mut Parts,
    form: Form,
    body: Result<Bytes, AppError>,
    fields: &[(String, String)],
) -> Result<(Answer, HeaderMap), Refused> {
    let body = String::from_utf8(body?.into()).map_err(|_| AppError::Unreadable)?;
    confirmation::confirm(state, parts, fields).await?;
    if confirmation::is_alone(fields) {
        let here = HeaderValue::from_str(parts.uri.path()).map_err(|_| AppError::Unreadable)?;
        return Err(Refused::Alone(HeaderMap::from_iter([(LOCATION, here)])));
    }
    let (answer, headers) = render::within(state, parts, || (form.take)(body)).await;
    Ok((answer?, headers))
}

/// The page again, with what was wrong and what had been typed.
pub(crate) async fn give_back(
    state: &AppState,
    parts: Parts,
    typed: Vec<(String, String)>,
    error: AppError,
) -> Response {
    let returned = Returned {
        error: Some(error),
        typed,
    };
    render::returned(state, parts, returned).await
}
