//! Addresses that have no page of their own, and where each leads.

use app::context::Caller;
use app::routes;
use axum::extract::{self, Request};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};

use crate::render;
use crate::state::AppState;

/// Where somebody belongs who opens the bare address.
pub(crate) async fn home(request: Request) -> Response {
    let caller = request.extensions().get::<Caller>();
    see(
        match caller.and_then(|caller| caller.current_user.as_ref()) {
            None => routes::LOGIN,
            Some(current_user) => routes::home(current_user.role),
        },
    )
}

/// A path that nothing has. With a slash at its end, the one without may be meant.
pub(crate) async fn unknown(state: extract::State<AppState>, request: Request) -> Response {
    let uri = request.uri();
    let meant = uri.path().strip_suffix('/').filter(|path| !path.is_empty());
    if let Some(path) = meant.and_then(routes::local_path) {
        let meant = match uri.query() {
            Some(query) => format!("{path}?{query}"),
            None => path.to_owned(),
        };
        return (StatusCode::PERMANENT_REDIRECT, [(LOCATION, meant)]).into_response();
    }
    render::page(state, request).await
}

/// Where password managers send people (W3C, "A Well-Known URL for Changing Passwords").
pub(crate) async fn change_password() -> Response {
    see(routes::CHANGE_PASSWORD)
}

/// Leads to a path (303).
pub(crate) fn see(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response()
}
