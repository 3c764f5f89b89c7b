//! Forms that a browser sends by itself, to the address of the page that holds them.
//!
//! The same server function takes them as takes the call of the WebAssembly. When all went well
//! the browser is led on (303); else the page is rendered again with what was wrong and what had
//! been typed. Nothing of it goes through an address.

use app::context::CLEAR_SITE_DATA;
use app::error::AppError;
use app::form::{Answer, Returned};
use app::routes::PlainForm;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, Request, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::refusal::{finish, locale_of, refuse, status};
use crate::server_functions::{Outcome, read, run};
use crate::state::State;
use crate::{confirmation, render};

/// Longest text that is given back, in code points: as long as any field takes.
const GIVEN_BACK: usize = 512;
/// As big as any answer, in bytes.
const ANSWER_LIMIT: usize = 1024 * 1024;

/// Takes one form.
pub(crate) async fn submit(state: State, form: PlainForm, request: Request<Body>) -> Response {
    let (mut parts, body) = request.into_parts();
    let (outcome, body) = match read(body).await {
        Ok(body) => match confirmation::confirm(&state, &mut parts, &fields(&body)).await {
            Ok(()) if confirmation::is_alone(&fields(&body)) => return see(&state, &parts),
            Ok(()) => {
                let call = call(&form, &parts, body.clone());
                (run(&state, call).await, body)
            }
            Err(error) => (Outcome::Failed(error), body),
        },
        Err(error) => (Outcome::Failed(error), Bytes::new()),
    };
    match outcome {
        Outcome::Done(done) if form.shows_answer => show(state, &parts, done).await,
        Outcome::Done(done) => lead_on(&form, &done),
        Outcome::Failed(error) => {
            let typed = typed(form.given_back, fields(&body));
            give_back(state, &parts, typed, error).await
        }
    }
}

/// The names and values of a form; none if it is no form.
pub(crate) fn fields(body: &[u8]) -> Vec<(String, String)> {
    serde_urlencoded::from_bytes(body).unwrap_or_default()
}

fn call(form: &PlainForm, parts: &Parts, body: Bytes) -> Request<Body> {
    let mut call = Request::new(body.into());
    *call.method_mut() = Method::POST;
    *call.uri_mut() = Uri::from_static(form.endpoint);
    *call.headers_mut() = parts.headers.clone();
    *call.extensions_mut() = parts.extensions.clone();
    call
}

/// The page itself, which asked for nothing but one's own password.
fn see(state: &State, parts: &Parts) -> Response {
    match HeaderValue::from_str(parts.uri.path()) {
        Ok(path) => (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response(),
        Err(_) => unreadable(state, parts),
    }
}

fn unreadable(state: &State, parts: &Parts) -> Response {
    let locale = locale_of(&parts.extensions);
    refuse(state, parts.uri.path(), locale, &AppError::Unreadable)
}

fn lead_on(form: &PlainForm, done: &Response) -> Response {
    let here = HeaderValue::from_static(form.page);
    let target = done.headers().get(LOCATION).unwrap_or(&here).clone();
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, target)]).into_response();
    for name in [SET_COOKIE, CLEAR_SITE_DATA] {
        for value in done.headers().get_all(&name) {
            response.headers_mut().append(&name, value.clone());
        }
    }
    response
}

/// The page again, with what the function answered.
async fn show(state: State, parts: &Parts, done: Response) -> Response {
    match to_bytes(done.into_body(), ANSWER_LIMIT).await {
        Ok(body) => {
            let answer = Answer(String::from_utf8_lossy(&body).into_owned());
            render::answered(state, page_of(parts), answer).await
        }
        Err(_) => unreadable(&state, parts),
    }
}

/// The page again, with what was wrong and what had been typed.
pub(crate) async fn give_back(
    state: State,
    parts: &Parts,
    typed: Vec<(String, String)>,
    error: AppError,
) -> Response {
    let returned = Returned {
        error: Some(error.clone()),
        typed,
    };
    let page = page_of(parts);
    let mut response = render::returned(state, page, returned, status(&error)).await;
    finish(&error, &mut response);
    response
}

/// A request for the page that a form was sent to.
pub(crate) fn page_of(parts: &Parts) -> Request<Body> {
    let mut page = Request::new(Body::empty());
    *page.uri_mut() = Uri::from(
        parts
            .uri
            .path_and_query()
            .cloned()
            .unwrap_or(PathAndQuery::from_static("/")),
    );
    *page.headers_mut() = parts.headers.clone();
    *page.extensions_mut() = parts.extensions.clone();
    page
}

/// Those of the fields that may be given back.
pub(crate) fn typed(given_back: &[&str], fields: Vec<(String, String)>) -> Vec<(String, String)> {
    fields
        .into_iter()
        .filter(|(name, _)| {
            let is =
                |known: &&str| *known == name || (known.ends_with('[') && name.starts_with(*known));
            given_back.iter().any(is)
        })
        .map(|(name, value)| (name, value.chars().take(GIVEN_BACK).collect()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_be_given_back_is() {
        let typed = |body: &[u8]| typed(&["login_name"], fields(body));
        let body = b"login_name=sora&password=hush&other=1";
        assert_eq!(typed(body), [("login_name".to_owned(), "sora".to_owned())]);
        let long = format!("login_name={}", "a".repeat(5000));
        assert_eq!(typed(long.as_bytes())[0].1.len(), GIVEN_BACK);
        assert_eq!(typed(b"\xff=%"), []);
    }
}
