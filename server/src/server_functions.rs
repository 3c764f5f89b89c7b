//! Calls to the server functions of `app`.

use app::error::AppError;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract;
use axum::http::header::ACCEPT;
use axum::http::{HeaderValue, Request};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER};

use crate::refusal::{locale_of, refuse};
use crate::render::provide_services;
use crate::state::State;

/// Bigger than any form of this product, in bytes.
pub(crate) const BODY_LIMIT: usize = 64 * 1024;
/// How much is read in order to be thrown away, in bytes, beyond what is taken.
const PATIENCE: usize = 16 * 1024 * 1024;
/// As big as any error.
const ERROR_LIMIT: usize = 64 * 1024;

/// What a server function said.
pub(crate) enum Outcome {
    /// It went well.
    Done(Response),
    /// It did not.
    Failed(AppError),
}

/// Takes a call of the WebAssembly.
pub(crate) async fn call(
    extract::State(state): extract::State<State>,
    request: Request<Body>,
) -> Response {
    let path = request.uri().path().to_owned();
    let (parts, body) = request.into_parts();
    let locale = locale_of(&parts.extensions);
    let outcome = match read(body).await {
        Ok(body) => run(&state, Request::from_parts(parts, body.into())).await,
        Err(error) => Outcome::Failed(error),
    };
    match outcome {
        Outcome::Done(response) => response,
        Outcome::Failed(error) => refuse(&state, &path, locale, &error),
    }
}

/// Reads a body of a bounded size. What is beyond is thrown away rather than left unread: a browser
/// that cannot send to the end does not read the answer either.
pub(crate) async fn read(body: Body) -> Result<Bytes, AppError> {
    read_up_to(body, BODY_LIMIT).await
}

/// The same for something that may be bigger.
pub(crate) async fn read_up_to(mut body: Body, limit: usize) -> Result<Bytes, AppError> {
    let mut kept = Vec::new();
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let data = frame
            .map_err(|_| AppError::Unreadable)?
            .into_data()
            .unwrap_or_default();
        seen += data.len();
        if seen <= limit {
            kept.extend_from_slice(&data);
        } else if seen > limit + PATIENCE {
            break;
        }
    }
    if seen > limit {
        return Err(AppError::TooBig);
    }
    Ok(kept.into())
}

/// Runs the server function that a request names.
pub(crate) async fn run(state: &State, mut request: Request<Body>) -> Outcome {
    // Leptos answers browsers by leading them back to wherever they came from, with the error in
    // the address. Here plain forms are answered by `plain_forms`.
    request
        .headers_mut()
        .insert(ACCEPT, HeaderValue::from_static("application/json"));
    let services = state.services.clone();
    let context = move || provide_services(&services);
    let response = leptos_axum::handle_server_fns_with_context(context, request)
        .await
        .into_response();
    if response.status().is_success() {
        return Outcome::Done(response);
    }
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return Outcome::Failed(AppError::Gone);
    }
    match to_bytes(response.into_body(), ERROR_LIMIT).await {
        Ok(body) => Outcome::Failed(AppError::de(body)),
        Err(_) => Outcome::Failed(AppError::Unreadable),
    }
}
