//! Finds out who asks, once per request, and puts it into the request.

use accounts::Accounts;
use accounts::login::Client;
use accounts::secret::RequestId;
use app::context::{Caller, fault_of};
use app::routes;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, LOCATION, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use model::locale::Locale;
use std::net::SocketAddr;

use super::client_ip::client_ip;
use crate::refusal::refuse;
use crate::state;

/// The query of a page that was opened once more.
const AGAIN: &str = "again";

pub(crate) async fn identify(
    State(state): State<state::State>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let cookies = state.services.cookies;
    let user_agent = headers.get(USER_AGENT).map(HeaderValue::as_bytes);
    let request_id = request.extensions().get::<RequestId>().copied();
    let languages = headers.get(ACCEPT_LANGUAGE).map(HeaderValue::as_bytes);
    let languages = String::from_utf8_lossy(languages.unwrap_or_default());
    let browsers = cookies
        .read_language(headers)
        .unwrap_or_else(|| Locale::of_accept_language(&languages));
    let client = Client {
        locale: browsers,
        request: request_id.unwrap_or_else(RequestId::random),
        address: client_ip(peer.ip(), headers, &state.config.trusted_proxies),
        user_agent: String::from_utf8_lossy(user_agent.unwrap_or_default()).into_owned(),
    };
    let session = cookies.read(headers, cookies.session());
    let device = cookies.read(headers, cookies.device());
    let link = cookies.read(headers, cookies.link());
    let report_code = cookies.read_report(headers);
    let theme = cookies.read_theme(headers);
    let visitor = match &session {
        None => None,
        Some(token) => match state
            .services
            .accounts
            .visitor(token, client.origin())
            .await
        {
            Ok(visitor) => visitor,
            Err(error) => {
                let fault = fault_of(&client.request, &error);
                return refuse(request.uri().path(), browsers, &fault);
            }
        },
    };
    let caller = Caller {
        client,
        session,
        device,
        link,
        report_code,
        locale: visitor
            .as_ref()
            .and_then(|visitor| visitor.language.locale())
            .unwrap_or(browsers),
        theme,
        visitor,
    };
    let path = request.uri().path();
    let needs_code = request.method() == Method::GET
        && (path == routes::LOGIN || path == routes::TROUBLE)
        && caller.visitor.is_none()
        && caller.report_code.is_none();
    // Whether cookies come back shows when the page is opened once more.
    let looks_for_cookie = needs_code
        && path == routes::TROUBLE
        && !caller.sends_cookies()
        && request.uri().query() != Some(AGAIN);
    request.extensions_mut().insert(caller);
    let mut response = if looks_for_cookie {
        let again = format!("{}?{AGAIN}", routes::TROUBLE);
        (StatusCode::SEE_OTHER, [(LOCATION, again)]).into_response()
    } else {
        next.run(request).await
    };
    if needs_code {
        let cookie = cookies.report_cookie(Accounts::new_report_code());
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
    response
}
