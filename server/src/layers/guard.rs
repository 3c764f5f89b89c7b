//! Decides, before anything is rendered, whether a page is shown. Server functions check again.

use app::context::{Caller, PageIsGone, fault_of};
use app::error::AppError;
use app::routes::{self, Access};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use model::user::Role;

use crate::refusal::refuse;
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
    let path = request.uri().path();
    match (routes::access(path), role) {
        (Access::LoggedIn | Access::Administrator, None) => return see(&login_for(&request)),
        (Access::Administrator, Some(Role::User)) => return refuse(path, &AppError::NotAllowed),
        (Access::BeforeSetup, _) => match state.services.accounts.is_set_up().await {
            Ok(false) => {}
            Ok(true) => {
                request.extensions_mut().insert(PageIsGone);
            }
            Err(error) => {
                let id = caller.map(|caller| caller.request_id().to_string());
                return refuse(path, &fault_of(&id.unwrap_or_default(), &error));
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
    match routes::local_path(wanted) {
        Some(path) => {
            let next = serde_urlencoded::to_string([("next", path)]).unwrap_or_default();
            format!("{}?{next}", routes::LOGIN)
        }
        None => routes::LOGIN.to_owned(),
    }
}

fn see(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response()
}
