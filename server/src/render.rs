//! Renders a page of `app`.

use app::context::{Services, provide_texts, set_status};
use app::form::{Answer, Returned};
use axum::body::Body;
use axum::extract;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderValue, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use leptos::nonce::use_nonce;
use leptos::prelude::{AnyView, IntoAny, provide_context, use_context};
use leptos_axum::ResponseOptions;

use crate::state::State;

/// The page of a path, or the page that says that there is none.
pub(crate) async fn page(
    extract::State(state): extract::State<State>,
    request: Request<Body>,
) -> Response {
    render(state, request, None).await
}

/// The page of a form that came back.
pub(crate) async fn returned(
    state: State,
    request: Request<Body>,
    returned: Returned,
    status: StatusCode,
) -> Response {
    render(state, request, Some((returned, status))).await
}

/// The page of a form, with what its function answered.
pub(crate) async fn answered(state: State, request: Request<Body>, answer: Answer) -> Response {
    let (document, context) = parts(&state);
    let context = move || {
        context();
        provide_context(answer.clone());
    };
    leptos_axum::render_app_async_with_context(context, document)(request)
        .await
        .into_response()
}

/// A page that is sent piece by piece, as it comes to know what it shows; `more` goes into its context.
pub(crate) async fn streamed(
    state: State,
    request: Request<Body>,
    more: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    let (document, context) = parts(&state);
    let context = move || {
        context();
        more();
    };
    leptos_axum::render_app_to_stream_in_order_with_context(context, document)(request)
        .await
        .into_response()
}

async fn render(
    state: State,
    request: Request<Body>,
    returned: Option<(Returned, StatusCode)>,
) -> Response {
    let (document, context) = parts(&state);
    let context = move || {
        context();
        if let Some((returned, status)) = &returned {
            provide_context(returned.clone());
            set_status(*status);
        }
    };
    leptos_axum::render_app_async_with_context(context, document)(request)
        .await
        .into_response()
}

/// The document, and what every page finds in its context.
fn parts(
    state: &State,
) -> (
    impl Fn() -> AnyView + Clone + Send + Sync + 'static,
    impl Fn() + Clone + Send + Sync + 'static,
) {
    let (options, services) = (state.leptos(), state.services.clone());
    let document = move || app::shell(options.clone()).into_any();
    let context = move || {
        provide_services(&services);
        provide_texts();
        set_policy();
    };
    (document, context)
}

/// What pages and server functions find in their context.
pub(crate) fn provide_services(services: &Services) {
    provide_context(services.clone());
}

/// Only scripts that carry this page's own nonce run, and what they load (CSP Level 3).
fn set_policy() {
    let (Some(nonce), Some(options)) = (use_nonce(), use_context::<ResponseOptions>()) else {
        return;
    };
    if let Some(policy) = policy(&nonce) {
        options.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}

/// The policy of a page whose scripts carry `nonce`.
pub(crate) fn policy(nonce: &str) -> Option<HeaderValue> {
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).ok()
}
