//! Gives each request an id and writes one line about it when it is answered. No query, no cookie
//! and no body: what people type stays out of the log.

use accounts::clock::Stopwatch;
use accounts::secret::RequestId;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// In the answer, so that a person who reports a fault can name it.
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(crate) async fn log(mut request: Request, next: Next) -> Response {
    let id = RequestId::random();
    request.extensions_mut().insert(id);
    let id = id.to_string();
    let method = request.method().clone();
    let path: String = request.uri().path().chars().take(200).collect();
    let watch = Stopwatch::start();
    let mut response = next.run(request).await;
    tracing::info!(
        request_id = id,
        %method,
        path,
        status = response.status().as_u16(),
        microseconds = watch.microseconds(),
        "request"
    );
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(X_REQUEST_ID, id);
    }
    response
}
