//! Renders a page of `app`: what it shows is loaded first, so that its status is known before its first byte.

use app::context::{Services, provide_texts};
use app::error::AppError;
use app::form::Returned;
use app::page::{Answer, Shown};
use app::pages;
use axum::body::Body;
use axum::extract;
use axum::http::header::{CONTENT_SECURITY_POLICY, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use leptos::nonce::use_nonce;
use leptos::prelude::{AnyView, IntoAny, Owner, provide_context, use_context};
use leptos::reactive::computed::ScopedFuture;
use leptos_axum::ResponseOptions;
use std::sync::PoisonError;

use crate::refusal::finish;
use crate::state::AppState;

/// The page of a path, or the page that says that there is none.
pub(crate) async fn page(
    extract::State(state): extract::State<AppState>,
    request: Request<Body>,
) -> Response {
    let (parts, _) = request.into_parts();
    match load(&state, &parts, || ()).await {
        Ok(loaded) => whole(&state, parts, loaded, || ()).await,
        Err(headers) => led_on(&headers),
    }
}

/// The page of a path is not shown, but why.
pub(crate) async fn failed(state: &AppState, parts: Parts, error: AppError) -> Response {
    let mut response = whole(state, parts, pages::failed(error.clone()).into(), || ()).await;
    finish(&error, &mut response);
    response
}

/// The page of a form that came back.
pub(crate) async fn returned(state: &AppState, parts: Parts, returned: Returned) -> Response {
    let error = returned.error.clone().unwrap_or(AppError::Unreadable);
    let more = move || provide_context(returned.clone());
    let loaded = match &error {
        AppError::OwnPasswordNeeded(_) => Ok(pages::failed(error.clone()).into()),
        _ => load(state, &parts, more.clone()).await,
    };
    let mut response = match loaded {
        Ok(loaded) => whole(state, parts, loaded, more).await,
        Err(headers) => led_on(&headers),
    };
    finish(&error, &mut response);
    response
}

/// The page of a form, with what its function answered.
pub(crate) async fn answered(
    state: &AppState,
    parts: Parts,
    answer: Answer,
    headers: HeaderMap,
) -> Response {
    let more = move || answer.provide();
    match load(state, &parts, more.clone()).await {
        Ok(mut loaded) => {
            loaded.headers.extend(headers);
            whole(state, parts, loaded, more).await
        }
        Err(headers) => led_on(&headers),
    }
}

/// A page that is sent piece by piece, as it comes to know what it shows; `more` goes into its context.
pub(crate) async fn streamed(
    state: &AppState,
    parts: Parts,
    more: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    let loaded = match load(state, &parts, more.clone()).await {
        Ok(loaded) => loaded,
        Err(headers) => return led_on(&headers),
    };
    let (document, context) = document(state, loaded, more);
    leptos_axum::render_app_to_stream_in_order_with_context(context, document)(request_of(parts))
        .await
        .into_response()
}

/// Leads the browser on, with the cookies that were set on the way.
pub(crate) fn led_on(headers: &HeaderMap) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().extend(headers.clone());
    response
}

/// Runs `work` where it finds the request and the services in its context; what came of it, and the headers that it
/// set.
pub(crate) async fn within<F: Future>(
    state: &AppState,
    parts: &Parts,
    work: impl FnOnce() -> F,
) -> (F::Output, HeaderMap) {
    let options = ResponseOptions::default();
    let owner = Owner::new();
    let work = owner.with(|| {
        provide_context(parts.clone());
        provide_context(options.clone());
        provide(&state.services);
        ScopedFuture::new(work())
    });
    let output = work.await;
    let mut set = options.0.write().unwrap_or_else(PoisonError::into_inner);
    (output, std::mem::take(&mut set.headers))
}

/// What a page shows, and the headers that it set.
struct Loaded {
    shown: Shown,
    headers: HeaderMap,
}

impl From<Shown> for Loaded {
    fn from(shown: Shown) -> Self {
        Self {
            shown,
            headers: HeaderMap::new(),
        }
    }
}

/// Loads what the page of a path shows, with `more` in its context; the headers, if it leads on instead.
async fn load(
    state: &AppState,
    parts: &Parts,
    more: impl Fn() + Send + Sync,
) -> Result<Loaded, HeaderMap> {
    let page = pages::find(parts.uri.path());
    let work = || {
        more();
        async move {
            match page {
                Some(page) => (page.load)().await,
                None => Err(AppError::Gone),
            }
        }
    };
    let (shown, headers) = within(state, parts, work).await;
    if headers.contains_key(LOCATION) {
        return Err(headers);
    }
    let shown = shown.unwrap_or_else(pages::failed);
    Ok(Loaded { shown, headers })
}

/// The whole document at once.
async fn whole(
    state: &AppState,
    parts: Parts,
    loaded: Loaded,
    more: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    let (document, context) = document(state, loaded, more);
    leptos_axum::render_app_async_with_context(context, document)(request_of(parts))
        .await
        .into_response()
}

/// A request for the page itself, whatever was sent to it.
fn request_of(parts: Parts) -> Request<Body> {
    Request::from_parts(parts, Body::empty())
}

/// The document, and what every page finds in its context.
fn document(
    state: &AppState,
    loaded: Loaded,
    more: impl Fn() + Clone + Send + Sync + 'static,
) -> (
    impl Fn() -> AnyView + Clone + Send + Sync + 'static,
    impl Fn() + Clone + Send + Sync + 'static,
) {
    let (files, services) = (state.files.clone(), state.services.clone());
    let document = move || app::shell(&files).into_any();
    let Loaded { shown, headers } = loaded;
    let context = move || {
        provide(&services);
        provide_context(shown.clone());
        set_headers(&headers);
        set_policy();
        more();
    };
    (document, context)
}

/// What pages and server functions find in their context, besides the request.
fn provide(services: &Services) {
    provide_context(services.clone());
    provide_texts();
}

fn set_headers(headers: &HeaderMap) {
    if let Some(options) = use_context::<ResponseOptions>() {
        for (name, value) in headers {
            options.append_header(name.clone(), value.clone());
        }
    }
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
