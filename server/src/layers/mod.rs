//! What every request passes on its way in and out: one concern a file, and here their order. They are two
//! layers for all of them, as each layer of axum copies all that are inside it, for each request.

mod caller;
mod csrf;
pub(crate) mod guard;
mod headers;
mod portal;
mod report_code;
mod request_log;
pub(crate) mod time_limit;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::{IpAddr, SocketAddr};
use std::ops::ControlFlow;

use crate::state;

/// Round every answer.
pub(crate) async fn response_layers(
    State(state): State<state::AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let line = request_log::begin(&mut request);
    let limit = time_limit::for_path(request.uri().path());
    let mut response = match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    headers::add(&state, &mut response);
    line.end(&state.requests, &mut response);
    response
}

/// Round what people open and send; not round files, which are the same for everybody.
pub(crate) async fn user_routes(
    State(state): State<state::AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    if let ControlFlow::Break(refusal) = authenticate(&state, peer.ip(), &mut request).await {
        return refusal;
    }
    let needs_code = report_code::is_needed(&request);
    let mut response = match authorize(&state, &mut request).await {
        ControlFlow::Break(refusal) => refusal,
        ControlFlow::Continue(()) => next.run(request).await,
    };
    if needs_code {
        report_code::give(&state, &mut response);
    }
    response
}

/// Who asks.
async fn authenticate(
    state: &state::AppState,
    peer: IpAddr,
    request: &mut Request,
) -> ControlFlow<Response> {
    let (method, path) = (request.method(), request.uri().path());
    csrf::check(state, peer, method, path, request.headers()).await?;
    caller::authenticate(state, peer, request).await
}

/// Whether they may, and what their page shows.
async fn authorize(state: &state::AppState, request: &mut Request) -> ControlFlow<Response> {
    portal::gather(state, request).await?;
    guard::authorize(state, request).await
}
