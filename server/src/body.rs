//! What is sent to the server, as it is read: bounded.

use app::error::AppError;
use axum::body::{Body, Bytes};
use http_body_util::BodyExt;

/// Bigger than any form of this product, in bytes.
const LIMIT: usize = 64 * 1024;
/// How much is read in order to be thrown away, in bytes, beyond what is taken.
const PATIENCE: usize = 16 * 1024 * 1024;

/// Reads a form. What is beyond is thrown away rather than left unread: a browser that cannot send to the end does not
/// read the answer either.
///
/// # Errors
/// [`AppError::TooBig`], [`AppError::Unreadable`].
pub(crate) async fn read(body: Body) -> Result<Bytes, AppError> {
    read_up_to(body, LIMIT).await
}

/// The same for something that may be bigger.
///
/// # Errors
/// As [`read`].
pub(crate) async fn read_up_to(mut body: Body, limit: usize) -> Result<Bytes, AppError> {
    let mut kept = Vec::new();
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let data = frame
            .map_err(|_| AppError::Unreadable)?
            .into_data()
            .unwrap_or_default();
        seen += data.len();
        if seen <= limit {
            kept.extend_from_slice(&data);
        } else if seen > limit + PATIENCE {
            break;
        }
    }
    if seen > limit {
        return Err(AppError::TooBig);
    }
    Ok(kept.into())
}
