//! Decides, before anything is rendered, whether a page is shown. Server functions check again.

use app::context::{Caller, PageIsGone, fault_of};
use app::error::AppError;
use app::routes::{self, Access};
use axum::extract::{Request, State};
use axum::http::header::{COOKIE, LOCATION, REFERER};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use model::user::Role;

use crate::refusal::{locale_of, refuse};
use crate::state;

pub(crate) async fn guard(
    State(state): State<state::State>,
    mut request: Request,
    next: Next,
) -> Response {
    let caller = request.extensions().get::<Caller>();
    let role = caller
        .and_then(|caller| caller.visitor.as_ref())
        .map(|visitor| visitor.role);
    let locale = locale_of(request.extensions());
    let path = request.uri().path();
    match (routes::access(path), role) {
        (Access::LoggedIn | Access::Administrator, None) => return see(&login_for(&request)),
        (Access::Administrator, Some(Role::User)) => {
            return refuse(path, locale, &AppError::NotAllowed);
        }
        (Access::BeforeSetup, _) => match state.services.accounts.is_set_up().await {
            Ok(false) => {}
            Ok(true) => {
                request.extensions_mut().insert(PageIsGone);
            }
            Err(error) => {
                let id = caller.map(|caller| caller.request_id().to_string());
                return refuse(path, locale, &fault_of(&id.unwrap_or_default(), &error));
            }
        },
        _ => {}
    }
    next.run(request).await
}

/// Where somebody belongs who opens the bare address.
pub(crate) async fn home(request: Request) -> Response {
    let caller = request.extensions().get::<Caller>();
    see(match caller.and_then(|caller| caller.visitor.as_ref()) {
        None => routes::LOGIN,
        Some(visitor) => routes::home(visitor.role),
    })
}

/// Where password managers send people (W3C, "A Well-Known URL for Changing Passwords").
pub(crate) async fn change_password() -> Response {
    see(routes::CHANGE_PASSWORD)
}

/// The login screen, and from there to where they were going.
fn login_for(request: &Request) -> String {
    let wanted = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    let next = routes::local_path(wanted).map(|path| ("next", path));
    let lost = lost_cookies(request.headers()).then_some(routes::COOKIES_LOST);
    let fields: Vec<_> = next.into_iter().chain(lost).collect();
    let query = serde_urlencoded::to_string(fields).unwrap_or_default();
    format!("{}?{query}", routes::LOGIN)
}

/// Whether a browser comes from the login screen, which only leads on with a session, and brings no cookie.
/// Without a word it would see the empty form again and again.
fn lost_cookies(headers: &HeaderMap) -> bool {
    let referer = headers.get(REFERER).and_then(|value| value.to_str().ok());
    let from = referer.and_then(|referer| referer.parse::<Uri>().ok());
    from.is_some_and(|from| from.path() == routes::LOGIN) && !headers.contains_key(COOKIE)
}

fn see(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response()
}
