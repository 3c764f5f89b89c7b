//! For those who watch the server: `/health/live` and `/health/ready`.

use axum::extract;
use axum::http::StatusCode;

use crate::state::AppState;

/// The process answers.
pub(crate) async fn live() -> &'static str {
    "live"
}

/// It can log people in: the database answers, and its tables were brought up to date at start.
pub(crate) async fn ready(
    extract::State(state): extract::State<AppState>,
) -> (StatusCode, &'static str) {
    match state.services.accounts.ping().await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer",
            )
        }
    }
}
