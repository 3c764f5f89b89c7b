//! Decides, before anything is rendered, whether a page is shown. Server functions check again.

use app::context::{Caller, fault_of};
use app::error::AppError;
use app::form::Returned;
use app::page::{Access, Takes};
use app::{pages, routes};
use axum::extract::Request;
use axum::http::header::REFERER;
use axum::http::{Method, Uri};
use axum::response::Response;
use model::user::Role;
use std::ops::ControlFlow;

use crate::body::read;
use crate::fields::{fields, typed};
use crate::redirects::see;
use crate::render;
use crate::state::AppState;

/// Sends on, or refuses, whoever may not open a page.
pub(crate) async fn authorize(state: &AppState, request: &mut Request) -> ControlFlow<Response> {
    let caller = request.extensions().get::<Caller>();
    let role = caller
        .and_then(|caller| caller.current_user.as_ref())
        .map(|current_user| current_user.role);
    let error = match (pages::access(request.uri().path()), role) {
        (Access::LoggedIn | Access::Administrator, None) => {
            return ControlFlow::Break(ask_to_log_in(state, std::mem::take(request)).await);
        }
        (Access::Administrator, Some(Role::User)) => AppError::NotAllowed,
        (Access::BeforeSetup, _) => match state.services.accounts.setup.is_done().await {
            Ok(false) => return ControlFlow::Continue(()),
            Ok(true) => AppError::Gone,
            Err(error) => {
                let id = caller.map(|caller| caller.request_id().to_string());
                fault_of(&id.unwrap_or_default(), &error)
            }
        },
        _ => return ControlFlow::Continue(()),
    };
    // Nothing of the page's own is run.
    let (parts, _) = std::mem::take(request).into_parts();
    ControlFlow::Break(render::failed(state, parts, error).await)
}

/// Leads to the login screen. Of a form that was sent it is the answer itself, and keeps what was typed, unless
/// something of that is never given back.
async fn ask_to_log_in(state: &AppState, request: Request) -> Response {
    let page = pages::find(request.uri().path());
    let (Some(Takes::Form(form)), &Method::POST) = (page.map(|page| page.takes), request.method())
    else {
        return see(&login_for(&request));
    };
    let login = login_for(&request);
    let (mut parts, body) = request.into_parts();
    let Ok(body) = read(body).await else {
        return see(&login);
    };
    let fields = fields(&body);
    let sent = fields.len();
    let typed = typed(form.given_back, fields);
    if typed.len() < sent || typed.is_empty() {
        return see(&login);
    }
    let kept = |(name, value)| (routes::KEPT.to_owned(), format!("{name}={value}"));
    let next = ("next".to_owned(), parts.uri.path().to_owned());
    parts.uri = Uri::from_static(routes::LOGIN);
    let returned = Returned {
        error: Some(AppError::NotLoggedIn),
        typed: std::iter::once(next)
            .chain(typed.into_iter().map(kept))
            .collect(),
    };
    render::returned(state, parts, returned).await
}

/// The login screen, and from there to where they were going.
fn login_for(request: &Request) -> String {
    let wanted = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    let next = routes::local_path(wanted).map(|path| ("next", path));
    let lost = lost_cookies(request).then_some(routes::COOKIES_LOST);
    let fields: Vec<_> = next.into_iter().chain(lost).collect();
    let query = serde_urlencoded::to_string(fields).unwrap_or_default();
    format!("{}?{query}", routes::LOGIN)
}

/// Whether a browser comes from the login screen, which only leads on with a session, and brings no cookie of
/// ours. Without a word it would see the empty form again and again.
fn lost_cookies(request: &Request) -> bool {
    let referer = request.headers().get(REFERER);
    let referer = referer.and_then(|value| value.to_str().ok());
    let from = referer.and_then(|referer| referer.parse::<Uri>().ok());
    let caller = request.extensions().get::<Caller>();
    from.is_some_and(|from| from.path() == routes::LOGIN)
        && !caller.is_some_and(Caller::sends_cookies)
}
