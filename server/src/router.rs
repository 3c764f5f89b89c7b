//! Which request goes where, and through which layers.

use app::routes;
use axum::Router;
use axum::body::Body;
use axum::extract::{self, DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;

use crate::layers::{caller, csrf, guard, headers, page_facts, request_log};
use crate::state::State;
use crate::{
    assets, branding, downloads, health, login_screen, mail_link, plain_forms, preferences, render,
    server_functions, user_files,
};

/// Longer than any answer takes, a full hashing queue included.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Longer than a file takes to arrive on a slow line.
const FILE_TIME_LIMIT: Duration = Duration::from_secs(10 * 60);

/// Ends what takes too long.
async fn within_limit(request: Request, next: Next) -> Response {
    let files = [
        routes::ADMIN_IMPORT,
        routes::ADMIN_IMPORT_RUN,
        routes::ADMIN_EXPORT,
        routes::ADMIN_LOG_EXPORT,
    ];
    let limit = match files.contains(&request.uri().path()) {
        true => FILE_TIME_LIMIT,
        false => TIME_LIMIT,
    };
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// The whole server.
pub(crate) fn router(state: State) -> Router {
    let mut people = Router::new()
        .route("/", get(guard::home))
        .route(routes::MAIL_LINK, get(mail_link::open))
        .route(routes::EMAIL_LINK, get(mail_link::open_email))
        .route(
            routes::PREFERENCES,
            post(preferences::choose).get(render::page),
        )
        .route("/.well-known/change-password", get(guard::change_password))
        .route(
            &format!("{}/{{*function}}", routes::API),
            post(server_functions::call),
        )
        .fallback(get(render::page));
    for &form in routes::PLAIN_FORMS {
        let submit = move |extract::State(state): extract::State<State>, request: Request<Body>| {
            plain_forms::submit(state, form, request)
        };
        let page = match form.page {
            routes::LOGIN => get(login_screen::page),
            _ => get(render::page),
        };
        people = people.route(form.page, page.post(submit));
    }
    let files = Router::new()
        .route(
            routes::ADMIN_IMPORT,
            post(user_files::check).get(render::page),
        )
        .route(
            routes::ADMIN_IMPORT_RUN,
            post(user_files::import).get(render::page),
        )
        .route(
            routes::ADMIN_EXPORT,
            post(downloads::users).get(render::page),
        )
        .route(
            routes::ADMIN_LOG_EXPORT,
            post(downloads::log).get(render::page),
        )
        .route(
            routes::ADMIN_LOGO,
            post(branding::set_logo).get(render::page),
        )
        // Each bounds what it reads itself.
        .layer(DefaultBodyLimit::disable());
    // The last one added is the first that a request meets.
    let people = people
        .merge(files)
        .layer(from_fn_with_state(state.clone(), page_facts::gather))
        .layer(from_fn_with_state(state.clone(), guard::guard))
        .layer(from_fn_with_state(state.clone(), caller::identify))
        .layer(from_fn_with_state(state.clone(), csrf::check));
    people
        .merge(assets::routes(&state.config.leptos))
        .route(routes::ACCENT, get(branding::accent))
        .route(routes::LOGO, get(branding::logo))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .layer(from_fn(within_limit))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(state.clone(), headers::add))
        .layer(from_fn(request_log::log))
        .with_state(state)
}
