//! Answers that are given before any page can be rendered: a small page of their own, which needs nothing but a file.

use app::error::AppError;
use app::routes;
use axum::http::header::{CONTENT_SECURITY_POLICY, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use model::locale::Locale;
use model::lockout::Remaining;
use texts::Texts;

use crate::state::AppState;

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

/// The policy of the small page: our style sheet and icon, and no form.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// Why a request is not answered, in the language of whoever asks.
pub(crate) fn refuse(state: &AppState, locale: Locale, error: &AppError) -> Response {
    let page = Html(page(&app::stylesheet(&state.files), locale, error));
    let mut response = ([(CONTENT_SECURITY_POLICY, POLICY)], page).into_response();
    finish(error, &mut response);
    response
}

/// The texts of [`AppError`] hold nothing from outside but a reference of letters and digits, so
/// there is nothing to escape.
fn page(stylesheet: &str, locale: Locale, error: &AppError) -> String {
    let t = Texts::new(locale);
    format!(
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{}</title>\
         <link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\">\
         {stylesheet}</head>\
         <body><main class=\"narrow\" id=\"main\"><h1>{}</h1><p>{}</p>\
         <p><a href=\"{}\">{}</a></p></main></body></html>",
        locale.tag(),
        t.refusal_title(),
        t.refusal_title(),
        error.words(t),
        routes::LOGIN,
        t.common_to_login()
    )
}
