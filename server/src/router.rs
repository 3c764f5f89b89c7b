//! Which request goes where, and through which layers.

use app::routes;
use axum::Router;
use axum::body::Body;
use axum::extract::{self, DefaultBodyLimit, Request};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::layers::{self, guard};
use crate::state::State;
use crate::{
    assets, branding, downloads, health, login_screen, mail_link, plain_forms, preferences, render,
    server_functions, user_files,
};

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
        .fallback(get(guard::unknown));
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
    let people = people
        .merge(files)
        .layer(from_fn_with_state(state.clone(), layers::people));
    people
        .merge(assets::routes(&state.config.leptos))
        .route(routes::ACCENT, get(branding::accent))
        .route(routes::LOGO, get(branding::logo))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        // The last one added is the first that a request meets.
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(state.clone(), layers::every_answer))
        .with_state(state)
}
