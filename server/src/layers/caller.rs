//! Finds out who asks, once per request, and puts it into the request.

use accounts::client::Client;
use accounts::secret::RequestId;
use app::context::{Caller, fault_of};
use app::cookies::{DEVICE, LANGUAGE, LAST_USER, LINK, REPORT_CODE, SESSION, THEME};
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{ACCEPT_LANGUAGE, USER_AGENT};
use axum::response::Response;
use model::locale::Locale;
use std::net::IpAddr;
use std::ops::ControlFlow;

use crate::refusal::refuse;
use crate::state::AppState;

/// Puts a [`Caller`] into a request that came from `peer`.
pub(crate) async fn authenticate(
    state: &AppState,
    peer: IpAddr,
    request: &mut Request,
) -> ControlFlow<Response> {
    let headers = request.headers();
    let cookies = state.services.cookies;
    let user_agent = headers.get(USER_AGENT).map(HeaderValue::as_bytes);
    let request_id = request.extensions().get::<RequestId>().copied();
    let languages = headers.get(ACCEPT_LANGUAGE).map(HeaderValue::as_bytes);
    let languages = String::from_utf8_lossy(languages.unwrap_or_default());
    let browsers = cookies
        .read(headers, &LANGUAGE)
        .unwrap_or_else(|| Locale::from_accept_language(&languages));
    let client = Client {
        locale: browsers,
        request: request_id.unwrap_or_else(RequestId::random),
        address: state
            .proxies
            .client_ip(peer, headers, &state.config.trusted_proxies),
        user_agent: String::from_utf8_lossy(user_agent.unwrap_or_default()).into_owned(),
    };
    let session = cookies.read(headers, &SESSION);
    let device = cookies.read(headers, &DEVICE);
    let link = cookies.read(headers, &LINK);
    let accounts = &state.services.accounts;
    let report_code = cookies
        .read(headers, &REPORT_CODE)
        .and_then(|stamped| accounts.reports.unstamped(&stamped));
    let theme = cookies.read(headers, &THEME);
    let current_user = match &session {
        None => None,
        Some(token) => match accounts.sessions.current_user(token, client.origin()).await {
            Ok(current_user) => current_user,
            Err(error) => {
                let fault = fault_of(&client.request, &error);
                return ControlFlow::Break(refuse(state, browsers, &fault));
            }
        },
    };
    let last_user = cookies.read(headers, &LAST_USER);
    let caller = Caller {
        client,
        session,
        device,
        last_user,
        link,
        report_code,
        locale: current_user
            .as_ref()
            .and_then(|current_user| current_user.language.locale())
            .unwrap_or(browsers),
        theme,
        current_user,
    };
    request.extensions_mut().insert(caller);
    ControlFlow::Continue(())
}
