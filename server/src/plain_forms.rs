//! Forms that a browser sends by itself, to the address of the page that holds them.
//!
//! The same server function takes them as takes the call of the WebAssembly. When all went well
//! the browser is led on (303); else the page is rendered again with what was wrong and what had
//! been typed. Nothing of it goes through an address.

use app::error::AppError;
use app::form::Returned;
use app::routes::PlainForm;
use axum::body::{Body, Bytes};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, Request, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::refusal::{finish, status};
use crate::render;
use crate::server_functions::{Outcome, read, run};
use crate::state::State;

/// Longest text that is given back, in code points: as long as any field takes.
const GIVEN_BACK: usize = 512;

/// Takes one form.
pub(crate) async fn submit(state: State, form: PlainForm, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let (outcome, body) = match read(body).await {
        Ok(body) => {
            let call = call(&form, &parts, body.clone());
            (run(&state, call).await, body)
        }
        Err(error) => (Outcome::Failed(error), Bytes::new()),
    };
    match outcome {
        Outcome::Done(done) => lead_on(&form, &done),
        Outcome::Failed(error) => {
            let returned = Returned {
                error: Some(error.clone()),
                typed: typed(&form, &body),
            };
            give_back(state, &parts, returned, &error).await
        }
    }
}

fn call(form: &PlainForm, parts: &Parts, body: Bytes) -> Request<Body> {
    let mut call = Request::new(body.into());
    *call.method_mut() = Method::POST;
    *call.uri_mut() = Uri::from_static(form.endpoint);
    *call.headers_mut() = parts.headers.clone();
    *call.extensions_mut() = parts.extensions.clone();
    call
}

fn lead_on(form: &PlainForm, done: &Response) -> Response {
    let here = HeaderValue::from_static(form.page);
    let target = done.headers().get(LOCATION).unwrap_or(&here).clone();
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, target)]).into_response();
    for cookie in done.headers().get_all(SET_COOKIE) {
        response.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    response
}

async fn give_back(state: State, parts: &Parts, returned: Returned, error: &AppError) -> Response {
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
    let mut response = render::returned(state, page, returned, status(error)).await;
    finish(error, &mut response);
    response
}

fn typed(form: &PlainForm, body: &[u8]) -> Vec<(String, String)> {
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(body).unwrap_or_default();
    fields
        .into_iter()
        .filter(|(name, _)| form.given_back.contains(&name.as_str()))
        .map(|(name, value)| (name, value.chars().take(GIVEN_BACK).collect()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_be_given_back_is() {
        let form = PlainForm {
            page: "/login",
            endpoint: "/api/log-in",
            given_back: &["login_name"],
        };
        let body = b"login_name=sora&password=hush&other=1";
        assert_eq!(
            typed(&form, body),
            [("login_name".to_owned(), "sora".to_owned())]
        );
        let long = format!("login_name={}", "a".repeat(5000));
        assert_eq!(typed(&form, long.as_bytes())[0].1.len(), GIVEN_BACK);
        assert_eq!(typed(&form, b"\xff=%"), []);
    }
}
