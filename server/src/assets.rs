//! Files for the browser: script, WebAssembly and style sheet under `/pkg`, whose names carry a
//! fingerprint, and the few that keep their name.

use axum::Router;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use leptos::config::LeptosOptions;
use std::path::Path;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::state::AppState;

/// Files of the site's root, by name.
const AT_ROOT: [&str; 2] = ["icon.svg", "robots.txt"];

/// The routes of all files.
pub(crate) fn routes(options: &LeptosOptions) -> Router<AppState> {
    let root = Path::new(&*options.site_root);
    let package = ServeDir::new(root.join(&*options.site_pkg_dir))
        .precompressed_br()
        .precompressed_gzip()
        .append_index_html_on_directories(false);
    // A file under a fingerprinted name never changes; that it is missing may.
    let kept = if options.hash_files {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let of_success = move |response: &Response| {
        let status = response.status();
        (status.is_success() || status == StatusCode::NOT_MODIFIED)
            .then_some(HeaderValue::from_static(kept))
    };
    let mut routes = Router::new()
        .nest_service(&format!("/{}", options.site_pkg_dir), package)
        .layer(SetResponseHeaderLayer::if_not_present(
            CACHE_CONTROL,
            of_success,
        ));
    for name in AT_ROOT {
        routes = routes.route_service(&format!("/{name}"), ServeFile::new(root.join(name)));
    }
    routes
}
