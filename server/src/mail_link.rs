//! Where the links in mails lead. The token goes from the address into a cookie, and the browser to
//! an address without it: nothing that shows, keeps or passes on addresses has it then (ASVS 5.0,
//! 14.2.1).
//!
//! Nothing is looked up and nothing spent here, so that a mail scanner may open a link as often as
//! it likes; and who opens a wrong one learns no more than anybody.

use accounts::secret::Token;
use app::cookies::LINK;
use app::routes;
use axum::extract::{RawQuery, State};
use axum::http::header::{LOCATION, REFERRER_POLICY, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::state;

/// Leads to a new password.
pub(crate) async fn open(state: State<state::AppState>, query: RawQuery) -> Response {
    lead_to(routes::NEW_PASSWORD, state, query)
}

/// Leads to a new address.
pub(crate) async fn open_email(state: State<state::AppState>, query: RawQuery) -> Response {
    lead_to(routes::CONFIRM_EMAIL, state, query)
}

fn lead_to(
    page: &'static str,
    State(state): State<state::AppState>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let token = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("token="))
        .and_then(Token::parse);
    let cookies = state.services.cookies;
    // A mangled link must not show what another one, opened before, is good for.
    let cookie = match token {
        Some(token) => cookies.set(&LINK, &token),
        None => cookies.remove(&LINK),
    };
    let mut headers = HeaderMap::new();
    headers.insert(LOCATION, HeaderValue::from_static(page));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        headers.insert(SET_COOKIE, cookie);
    }
    (StatusCode::SEE_OTHER, headers).into_response()
}
