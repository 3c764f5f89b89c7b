//! Gives each request an id and writes one line about it when it is answered. No query, no cookie
//! and no body: what people type stays out of the log.

use accounts::clock::Stopwatch;
use accounts::secret::RequestId;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method};
use axum::response::Response;

use crate::request_metrics::{self, Requests};

/// In the answer, so that a person who reports a fault can name it.
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What the line says of a request; it is written when that is answered.
pub(crate) struct RequestLine {
    id: String,
    method: Method,
    path: String,
    watch: Stopwatch,
}

/// Gives a request its id.
pub(crate) fn begin(request: &mut Request) -> RequestLine {
    let id = RequestId::random();
    request.extensions_mut().insert(id);
    RequestLine {
        id: id.to_string(),
        method: request.method().clone(),
        path: request.uri().path().chars().take(200).collect(),
        watch: Stopwatch::start(),
    }
}

impl RequestLine {
    /// Writes it, and counts the request.
    pub(crate) fn end(self, requests: &Requests, response: &mut Response) {
        let Self {
            id,
            method,
            path,
            watch,
        } = self;
        let microseconds = watch.microseconds();
        #[allow(clippy::cast_precision_loss, reason = "no answer takes that long")]
        let seconds = microseconds as f64 / 1e6;
        requests.answered(
            request_metrics::kind(&method, &path),
            response.status(),
            seconds,
        );
        tracing::info!(
            request_id = id,
            %method,
            path,
            status = response.status().as_u16(),
            microseconds,
            "request"
        );
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(X_REQUEST_ID, id);
        }
    }
}
