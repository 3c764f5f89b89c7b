//! Forms that hold a file.

use app::admin_error::AdminError;
use app::error::AppError;
use axum::body::Body;
use axum::extract::{FromRequest, Multipart};
use axum::http::Request;
use axum::http::request::Parts;

use crate::body::read_up_to;

/// What stands round a file in its request, in bytes.
const ENVELOPE: usize = 16 * 1024;

/// The form of a request whose file has at most `limit` bytes; `too_big` says that it has more.
pub(crate) async fn form(
    parts: &Parts,
    body: Body,
    limit: usize,
    too_big: AdminError,
) -> Result<Multipart, AppError> {
    let body = read_up_to(body, limit + ENVELOPE).await;
    let body = body.map_err(|error| match error {
        AppError::TooBig => too_big.into(),
        other => other,
    })?;
    let mut request = Request::new(Body::from(body));
    *request.headers_mut() = parts.headers.clone();
    // Among them that no limit but ours holds.
    *request.extensions_mut() = parts.extensions.clone();
    Multipart::from_request(request, &())
        .await
        .map_err(|_| AppError::Unreadable)
}
