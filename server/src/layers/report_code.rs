//! Gives a browser that asks for help a code of its own, under which its tries and its report are found.

use accounts::Accounts;
use app::context::Caller;
use app::routes;
use axum::extract::Request;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use std::ops::ControlFlow;

use crate::state::State;

/// The query of a page that was opened once more.
const AGAIN: &str = "again";

/// Whether a request comes from a browser without a code, for a page on which it may need one. Its [`Caller`] is
/// known by now.
pub(crate) fn is_needed(request: &Request) -> bool {
    let path = request.uri().path();
    let page = request.method() == Method::GET && [routes::LOGIN, routes::TROUBLE].contains(&path);
    let caller = request.extensions().get::<Caller>().filter(|_| page);
    caller.is_some_and(|caller| caller.visitor.is_none() && caller.report_code.is_none())
}

/// Whether cookies come back shows when the page is opened once more.
pub(crate) fn look_for_cookies(request: &Request) -> ControlFlow<Response> {
    let caller = request.extensions().get::<Caller>();
    let known = caller.is_some_and(Caller::sends_cookies);
    let asked_before = request.uri().query() == Some(AGAIN);
    if request.uri().path() != routes::TROUBLE || known || asked_before {
        return ControlFlow::Continue(());
    }
    let again = format!("{}?{AGAIN}", routes::TROUBLE);
    ControlFlow::Break((StatusCode::SEE_OTHER, [(LOCATION, again)]).into_response())
}

/// Puts a new code into an answer.
pub(crate) fn give(state: &State, response: &mut Response) {
    let services = &state.services;
    let stamped = services.accounts.stamped(Accounts::new_report_code());
    let cookie = services.cookies.report_cookie(&stamped);
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}
