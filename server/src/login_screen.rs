//! The login screen, rendered once for many. For whoever is not logged in it is the same but for its nonce, as
//! long as language, look and settings are the same. What was rendered is kept in pieces,
//! between which everybody gets a nonce of their own (CSP Level 3, 7.1): people who come all at once, or
//! somebody who floods the page, cost a copy of it.

use accounts::secret::Token;
use app::context::{Caller, Portal};
use axum::body::Body;
use axum::extract;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use http_body_util::BodyExt;

use crate::render;
use crate::screen_cache::ScreenKind;
use crate::state::AppState;

/// The login screen.
pub(crate) async fn page(
    extract::State(state): extract::State<AppState>,
    request: Request<Body>,
) -> Response {
    let Some((kind, portal)) = common(&request) else {
        return render::page(extract::State(state), request).await;
    };
    if let Some(pieces) = state.login_screens.find(portal, kind) {
        return with_nonce(&pieces);
    }
    let portal = portal.clone();
    let rendered = render::page(extract::State(state.clone()), request).await;
    let Some(nonce) = nonce_of(rendered.headers()).filter(|_| rendered.status() == StatusCode::OK)
    else {
        return rendered;
    };
    let (head, body) = rendered.into_parts();
    let html = match body.collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => {
            tracing::error!(%error, "the login screen was not rendered");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    if let Ok(html) = std::str::from_utf8(&html) {
        let pieces = html.split(&nonce).map(str::to_owned).collect();
        state.login_screens.keep(&portal, kind, pieces);
    }
    Response::from_parts(head, Body::from(html))
}

/// Of which kind the screen is, if it is one that others see too.
fn common(request: &Request<Body>) -> Option<(ScreenKind, &Portal)> {
    let caller = request.extensions().get::<Caller>()?;
    let portal = request.extensions().get::<Portal>()?;
    if caller.current_user.is_some() || request.uri().query().is_some() {
        return None;
    }
    let kind = ScreenKind {
        locale: caller.locale,
        theme: caller.theme,
    };
    Some((kind, portal))
}

fn nonce_of(headers: &HeaderMap) -> Option<String> {
    let policy = headers.get(CONTENT_SECURITY_POLICY)?.to_str().ok()?;
    let (_, rest) = policy.split_once("'nonce-")?;
    let (nonce, _) = rest.split_once('\'')?;
    (!nonce.is_empty()).then(|| nonce.to_owned())
}

fn with_nonce(pieces: &[String]) -> Response {
    let nonce = Token::random().reveal();
    let mut response = Html(pieces.join(&nonce)).into_response();
    if let Some(policy) = render::policy(&nonce) {
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}
