//! What happens here in figures, for Prometheus (OpenMetrics 1.0). They have a listener of their own, as
//! whoever reaches it may read them.

use accounts::figures::{OwnFigures, SharedFigures};
use accounts::login::LoginMetric;
use axum::Router;
use axum::extract;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, StatusCode};
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use std::time::Duration;

use crate::request_metrics::{Label, Requests};
use crate::state::AppState;

/// The one page of the listener.
const PATH: &str = "/metrics";

/// Of <https://prometheus.io/docs/specs/om/open_metrics_spec/>.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// How long the database is waited for; Prometheus gives up after ten seconds, if nothing else is said.
const PATIENCE: Duration = Duration::from_secs(5);

/// Answers [`PATH`].
pub(crate) fn router(state: AppState) -> Router {
    Router::new().route(PATH, get(page)).with_state(state)
}

async fn page(
    extract::State(state): extract::State<AppState>,
) -> Result<([(HeaderName, &'static str); 1], String), StatusCode> {
    let accounts = &state.services.accounts;
    let shared = match tokio::time::timeout(PATIENCE, accounts.figures.shared()).await {
        Ok(Ok(shared)) => Some(shared),
        Ok(Err(error)) => {
            tracing::warn!(%error, "no figures of the database");
            None
        }
        Err(_) => None,
    };
    let registry = registry(&state.requests, &accounts.figures.own(), shared);
    let mut text = String::new();
    encode(&mut text, &registry).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(([(CONTENT_TYPE, OPEN_METRICS)], text))
}

const fn word(end: LoginMetric) -> &'static str {
    match end {
        LoginMetric::LoggedIn => "logged_in",
        LoginMetric::NewPassword => "new_password",
        LoginMetric::Refused => "refused",
        LoginMetric::Locked => "locked",
        LoginMetric::TooManyAttempts => "too_many_attempts",
        LoginMetric::Busy => "busy",
        LoginMetric::Failed => "failed",
    }
}

fn registry(requests: &Requests, own: &OwnFigures, shared: Option<SharedFigures>) -> Registry {
    let mut registry = Registry::with_prefix("latchkey");
    registry.register(
        "build",
        "Which version this is",
        Info::new([("version", env!("CARGO_PKG_VERSION"))]),
    );
    registry.register_with_unit(
        "request_duration",
        "Requests, until the answer began",
        Unit::Seconds,
        requests.0.clone(),
    );
    let logins = Family::<[Label; 1], Counter>::default();
    for (end, number) in own.logins {
        logins.get_or_create(&[("end", word(end))]).inc_by(number);
    }
    registry.register("logins", "Attempts to log in, by how they ended", logins);
    let mut gauge = |name: &str, help: &str, number: u64| {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        registry.register(name, help, ConstGauge::new(number));
    };
    gauge(
        "passwords_waiting",
        "Passwords that wait to be hashed",
        own.passwords_waiting as u64,
    );
    gauge(
        "database_up",
        "Whether the database answers",
        u64::from(shared.is_some()),
    );
    if let Some(shared) = shared {
        gauge(
            "accounts_locked",
            "Accounts that are locked, of all servers",
            shared.accounts_locked,
        );
        gauge(
            "mails_waiting",
            "Mails that are still to be sent, of all servers",
            shared.mails_waiting,
        );
        gauge(
            "mails_failed",
            "Mails that could not be sent, of all servers",
            shared.mails_failed,
        );
    }
    registry
}
