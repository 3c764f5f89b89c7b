//! Headers that tell the browser what it may do with an answer (ASVS 5.0, 3.4).

use axum::http::header::{
    CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;

use crate::state::AppState;

/// On every answer. `Cross-Origin-Embedder-Policy` is none of them: what it makes possible is not used here, and
/// it keeps password managers from showing their menu at a field.
const ALWAYS: [(HeaderName, &str); 5] = [
    // No file is taken for a script or a page that says it is neither.
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // No site shows a page of ours within its own, for browsers that do not know `frame-ancestors`.
    (X_FRAME_OPTIONS, "DENY"),
    // No site that opened ours, or was opened from it, reaches into its window.
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    // No site loads anything of ours into its own pages.
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    // Nothing of ours ever asks for these.
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Unless the answer has its own: a page has a policy with its nonce, a file may be kept, an address
/// with a token is told to nobody.
const UNLESS_SET: [(HeaderName, &str); 3] = [
    (CACHE_CONTROL, "no-store"),
    (REFERRER_POLICY, "same-origin"),
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
];

/// Two years, as browsers' preload lists ask (RFC 6797).
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000");
/// The same for all names under the portal's, where an operator says that each speaks https.
const HSTS_SUBDOMAINS: HeaderValue =
    HeaderValue::from_static("max-age=63072000; includeSubDomains");

pub(crate) fn add(state: &AppState, response: &mut Response) {
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in UNLESS_SET {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    if state.config.public_url.is_https() {
        let hsts = match state.config.hsts_subdomains {
            true => HSTS_SUBDOMAINS,
            false => HSTS,
        };
        headers.insert(STRICT_TRANSPORT_SECURITY, hsts);
    }
    if state.shutdown.has_begun() {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
}
