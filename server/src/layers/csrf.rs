//! No other site may send a form here in a visitor's name (ASVS 5.0, 3.5.1): not even the login
//! form, which would log them in to an account that is not theirs.

use app::error::AppError;
use axum::extract::Request;
use axum::http::header::{ACCEPT_LANGUAGE, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use model::locale::Locale;
use std::ops::ControlFlow;

use crate::config::PublicUrl;
use crate::refusal::refuse;
use crate::state::State;

/// Refuses what another site sends.
pub(crate) fn check(state: &State, request: &Request) -> ControlFlow<Response> {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if safe || is_own(request.headers(), &state.config.public_url) {
        ControlFlow::Continue(())
    } else {
        tracing::warn!(
            path = request.uri().path(),
            "a form from another site was refused"
        );
        let languages = request.headers().get(ACCEPT_LANGUAGE);
        let languages = languages.and_then(|languages| languages.to_str().ok());
        let locale = Locale::of_accept_language(languages.unwrap_or_default());
        ControlFlow::Break(refuse(
            state,
            request.uri().path(),
            locale,
            &AppError::OtherSite,
        ))
    }
}

/// Browsers say where a request comes from: in `Sec-Fetch-Site` on https and on this machine, else
/// in `Origin`. One that says neither is too old to be safe.
fn is_own(headers: &HeaderMap, public_url: &PublicUrl) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    headers
        .get(ORIGIN)
        .is_some_and(|origin| origin == public_url.origin())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        is_own(&headers, &"https://login.example.test".parse().unwrap())
    }

    #[test]
    fn only_our_own_pages_send_forms() {
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(own(&[("sec-fetch-site", "none")]));
        assert!(own(&[("origin", "https://login.example.test")]));
        assert!(!own(&[]));
        assert!(!own(&[("origin", "null")]));
        assert!(!own(&[("origin", "https://login.example.test.evil.test")]));
        assert!(!own(&[("origin", "http://login.example.test")]));
        // A neighbour's origin does not outweigh what the browser says.
        for site in ["cross-site", "same-site", "", "SAME-ORIGIN"] {
            assert!(
                !own(&[
                    ("sec-fetch-site", site),
                    ("origin", "https://login.example.test")
                ]),
                "{site}"
            );
        }
    }
}
