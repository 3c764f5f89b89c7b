//! What is counted of requests.

use axum::http::{Method, StatusCode};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;

/// Upper ends of the histogram's columns, in seconds: from a page out of memory to the time limit of answers.
const SECONDS: [f64; 10] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// A label and its value. There are few of each, whatever comes from outside.
pub(crate) type Label = (&'static str, &'static str);

/// What is counted of requests.
pub(crate) struct Requests(pub(crate) Family<[Label; 2], Histogram>);

impl Default for Requests {
    fn default() -> Self {
        Self(Family::new_with_constructor(|| Histogram::new(SECONDS)))
    }
}

impl Requests {
    /// One was answered.
    pub(crate) fn answered(&self, kind: &'static str, status: StatusCode, seconds: f64) {
        let status = match status.as_u16() {
            ..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            500.. => "5xx",
        };
        let labels = [("kind", kind), ("status", status)];
        self.0.get_or_create(&labels).observe(seconds);
    }
}

/// What kind of request it is, however long its path.
pub(crate) fn kind(method: &Method, path: &str) -> &'static str {
    let below = |folder: &str| {
        path.strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    match *method {
        _ if below("/health") => "health",
        _ if below("/pkg") => "file",
        Method::POST => "form",
        _ => "page",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_few_kinds_of_requests() {
        let of = |method, path| kind(&method, path);
        assert_eq!(of(Method::GET, "/login"), "page");
        assert_eq!(of(Method::POST, "/login"), "form");
        assert_eq!(of(Method::GET, "/pkg/latchkey.css"), "file");
        assert_eq!(of(Method::GET, "/health/live"), "health");
        assert_eq!(of(Method::GET, "/pkgs/whatever-somebody-types"), "page");
        assert_eq!(of(Method::DELETE, "/%F0"), "page");
    }
}
