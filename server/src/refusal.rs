//! Answers that are given before any page is rendered: to the WebAssembly an [`AppError`] as JSON,
//! which it can show, to a browser a small page of its own.

use app::error::AppError;
use app::routes;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use model::lockout::Remaining;
use server_fn::error::FromServerFnError;

/// How soon to come back when the server is busy, in seconds.
const RETRY: HeaderValue = HeaderValue::from_static("5");

/// The status of an error.
pub(crate) fn status(error: &AppError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Adds what belongs to the error's status.
pub(crate) fn finish(error: &AppError, response: &mut Response) {
    *response.status_mut() = status(error);
    let wait = match (error, error.remaining()) {
        (AppError::Busy, _) => RETRY,
        (_, Some(Remaining::Until(_, wait))) => wait.as_seconds_up().into(),
        _ => return,
    };
    response.headers_mut().insert(RETRY_AFTER, wait);
}

/// The answer to a request for `path`.
pub(crate) fn refuse(path: &str, error: &AppError) -> Response {
    let mut response = if path.starts_with(routes::API) {
        ([(CONTENT_TYPE, "application/json")], error.ser()).into_response()
    } else {
        Html(page(error)).into_response()
    };
    finish(error, &mut response);
    response
}

/// The texts of [`AppError`] hold nothing from outside but a reference of letters and digits, so
/// there is nothing to escape.
fn page(error: &AppError) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>Latchkey</title></head>\
         <body><main><h1>This did not work</h1><p>{error}</p>\
         <p><a href=\"{}\">Go to the login screen</a></p></main></body></html>",
        routes::LOGIN
    )
}
