//! Which request goes where, and through which layers.

use app::page::{Page, Takes};
use app::{pages, routes};
use axum::Router;
use axum::body::Body;
use axum::extract::{self, DefaultBodyLimit, Request};
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get};
use tower_http::catch_panic::CatchPanicLayer;

use crate::layers;
use crate::redirects;
use crate::state::AppState;
use crate::{
    assets, branding, downloads, forms, health, login_screen, mail_link, render, user_files,
};

/// The whole server.
pub(crate) fn router(state: AppState) -> Router {
    let mut user_routes = Router::new()
        .route("/", get(redirects::home))
        .route(
            "/.well-known/change-password",
            get(redirects::change_password),
        )
        .fallback(get(redirects::unknown));
    for page in pages::all() {
        user_routes = user_routes.route(page.path, methods(page));
    }
    let user_routes = user_routes.layer(from_fn_with_state(state.clone(), layers::user_routes));
    user_routes
        .merge(assets::routes(&state.config.leptos))
        .route(routes::MAIL_LINK, get(mail_link::open))
        .route(routes::EMAIL_LINK, get(mail_link::open_email))
        .route(routes::ACCENT, get(branding::accent))
        .route(routes::LOGO, get(branding::logo))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        // The last one added is the first that a request meets.
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(state.clone(), layers::response_layers))
        .with_state(state)
}

/// Who answers at the address of a page.
fn methods(page: &Page) -> MethodRouter<AppState> {
    let methods = match page.path {
        routes::LOGIN => get(login_screen::page),
        _ => get(render::page),
    };
    match page.takes {
        Takes::Nothing => methods,
        Takes::Form(form) => methods.post(
            move |extract::State(state): extract::State<AppState>, request: Request<Body>| {
                forms::submit(state, form, request)
            },
        ),
        Takes::File => {
            let methods = match page.path {
                routes::ADMIN_IMPORT => methods.post(user_files::check),
                routes::ADMIN_IMPORT_RUN => methods.post(user_files::import),
                routes::ADMIN_EXPORT => methods.post(downloads::users),
                routes::ADMIN_LOG_EXPORT => methods.post(downloads::log),
                routes::ADMIN_LOGO => methods.post(branding::set_logo),
                path => panic!("{path} takes a file, and nobody here takes it"),
            };
            // Each bounds what it reads itself.
            methods.layer(DefaultBodyLimit::disable())
        }
    }
}
