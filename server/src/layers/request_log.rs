//! Gives each request an id and writes one line about it when it is answered. No query, no cookie
//! and no body: what people type stays out of the log.

use accounts::clock::Stopwatch;
use accounts::secret::RequestId;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method};
use axum::response::Response;

/// In the answer, so that a person who reports a fault can name it.
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What the line says of a request; it is written when that is answered.
pub(crate) struct Line {
    id: String,
    method: Method,
    path: String,
    watch: Stopwatch,
}

/// Gives a request its id.
pub(crate) fn begin(request: &mut Request) -> Line {
    let id = RequestId::random();
    request.extensions_mut().insert(id);
    Line {
        id: id.to_string(),
        method: request.method().clone(),
        path: request.uri().path().chars().take(200).collect(),
        watch: Stopwatch::start(),
    }
}

impl Line {
    /// Writes it.
    pub(crate) fn end(self, response: &mut Response) {
        let Self {
            id,
            method,
            path,
            watch,
        } = self;
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
    }
}
