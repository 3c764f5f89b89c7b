//! Finds out who asks, once per request, and puts it into the request.

use accounts::login::Client;
use app::context::{Caller, fault_of};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderValue;
use axum::http::header::USER_AGENT;
use axum::middleware::Next;
use axum::response::Response;
use std::net::SocketAddr;

use super::client_ip::client_ip;
use super::request_log::RequestId;
use crate::refusal::refuse;
use crate::state;

pub(crate) async fn identify(
    State(state): State<state::State>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let cookies = state.services.cookies;
    let user_agent = headers.get(USER_AGENT).map(HeaderValue::as_bytes);
    let client = Client {
        address: client_ip(peer.ip(), headers, &state.config.trusted_proxies),
        user_agent: String::from_utf8_lossy(user_agent.unwrap_or_default()).into_owned(),
    };
    let session = cookies.read(headers, cookies.session());
    let device = cookies.read(headers, cookies.device());
    let link = cookies.read(headers, cookies.link());
    let request_id = request
        .extensions()
        .get::<RequestId>()
        .map(|RequestId(id)| id.clone())
        .unwrap_or_default();
    let visitor = match &session {
        None => None,
        Some(token) => match state.services.accounts.visitor(token).await {
            Ok(visitor) => visitor,
            Err(error) => {
                let fault = fault_of(&request_id, &error);
                return refuse(request.uri().path(), &fault);
            }
        },
    };
    request.extensions_mut().insert(Caller {
        client,
        session,
        device,
        link,
        visitor,
        request_id,
    });
    next.run(request).await
}
