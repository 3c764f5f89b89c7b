//! Gives a browser that asks for help a code of its own, under which its attempts and its report are found.

use accounts::reports::Reports;
use app::context::Caller;
use app::cookies::REPORT_CODE;
use app::pages;
use axum::extract::Request;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, Method};
use axum::response::Response;

use crate::state::AppState;

/// Whether a request comes from a browser without a code, for a page on which it may need one. Its [`Caller`] is
/// known by now.
pub(crate) fn is_needed(request: &Request) -> bool {
    let page = pages::find(request.uri().path()).filter(|page| page.gives_report_code);
    let caller = request.extensions().get::<Caller>();
    let caller = caller.filter(|_| page.is_some() && request.method() == Method::GET);
    caller.is_some_and(|caller| caller.current_user.is_none() && caller.report_code.is_none())
}

/// Puts a new code into an answer.
pub(crate) fn give(state: &AppState, response: &mut Response) {
    let services = &state.services;
    let stamped = services.accounts.reports.stamped(Reports::new_code());
    let cookie = services.cookies.set(&REPORT_CODE, &stamped);
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}
