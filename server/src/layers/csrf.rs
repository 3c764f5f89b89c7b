//! No other site may send a form here in a current user's name (ASVS 5.0, 3.5.1): not even the login
//! form, which would log them in to an account that is not theirs.

use app::error::AppError;
use axum::http::header::{ACCEPT_LANGUAGE, HOST, HeaderName, ORIGIN};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::Response;
use ipnet::IpNet;
use model::locale::Locale;
use std::net::IpAddr;
use std::ops::ControlFlow;

use crate::public_url::PublicUrl;
use crate::refusal::refuse;
use crate::state::AppState;

/// What proxies make of `Host` that replace it with a name of their own.
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// How much of a header the log repeats, in code points.
const LOGGED: usize = 200;

/// Refuses what another site sends.
pub(crate) async fn check(
    state: &AppState,
    peer: IpAddr,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
) -> ControlFlow<Response> {
    let safe = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    let config = &state.config;
    let public_url = config.public_url_is_given.then_some(&config.public_url);
    let host = opened_host(headers, peer, &config.trusted_proxies);
    if safe || is_own(headers, host, public_url) {
        return ControlFlow::Continue(());
    }
    let said = |name: &HeaderName| {
        let value = headers.get(name).map(HeaderValue::as_bytes);
        let value = String::from_utf8_lossy(value.unwrap_or_default());
        value.chars().take(LOGGED).collect::<String>()
    };
    tracing::warn!(
        path = path.chars().take(LOGGED).collect::<String>(),
        origin = said(&ORIGIN),
        host = host.chars().take(LOGGED).collect::<String>(),
        sec_fetch_site = said(&SEC_FETCH_SITE),
        public_url = %config.public_url,
        public_url_is_given = config.public_url_is_given,
        "a form from another site was refused: its origin is not LATCHKEY_PUBLIC_URL"
    );
    let languages = headers.get(ACCEPT_LANGUAGE);
    let languages = languages.and_then(|languages| languages.to_str().ok());
    let locale = Locale::from_accept_language(languages.unwrap_or_default());
    // Whoever sees it before there is an administrator is the one who can mend it.
    let error = match state.services.accounts.setup.is_done().await {
        Ok(false) => AppError::OtherAddress,
        _ => AppError::OtherSite,
    };
    ControlFlow::Break(refuse(state, locale, &error))
}

/// The host that was opened, as the browser said it, or a proxy that can be believed.
fn opened_host<'a>(headers: &'a HeaderMap, peer: IpAddr, trusted: &[IpNet]) -> &'a str {
    let peer = peer.to_canonical();
    let believed = trusted.iter().any(|network| network.contains(&peer));
    let forwarded = headers.get(X_FORWARDED_HOST).filter(|_| believed);
    let host = forwarded.or_else(|| headers.get(HOST));
    let host = host.and_then(|host| host.to_str().ok()).unwrap_or_default();
    // Each proxy appends the one that it saw; ours is the last.
    host.rsplit(',').next().unwrap_or_default().trim()
}

/// Browsers say where a request comes from: in `Sec-Fetch-Site` on https and on this machine, else
/// in `Origin`. One that says neither is too old to be safe. Where the public address was given, the host that
/// was opened must be its host too: a name that was made to lead here afterwards is another site, though the
/// browser takes it for the same. Where it was not, it is the one that was opened.
fn is_own(headers: &HeaderMap, host: &str, public_url: Option<&PublicUrl>) -> bool {
    let opened = public_url.is_none_or(|url| without_port(host).eq_ignore_ascii_case(url.host()));
    if let Some(site) = headers.get(SEC_FETCH_SITE) {
        return opened && (site == "same-origin" || site == "none");
    }
    let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    origin.is_some_and(|origin| match public_url {
        Some(url) => opened && origin == url.origin(),
        None => {
            let from = origin.split_once("://").map(|(_, authority)| authority);
            from.is_some_and(|from| !host.is_empty() && from.eq_ignore_ascii_case(host))
        }
    })
}

/// A proxy need not pass the port on.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter();
        let pairs = pairs.map(|(name, value)| {
            let name = HeaderName::from_static(name);
            (name, HeaderValue::from_static(value))
        });
        pairs.collect()
    }

    fn own(host: &str, pairs: &[(&'static str, &'static str)]) -> bool {
        let public_url = "https://login.example.test".parse().unwrap();
        is_own(&headers(pairs), host, Some(&public_url))
    }

    #[test]
    fn only_our_own_pages_send_forms() {
        let own = |pairs: &[(&'static str, &'static str)]| own("login.example.test", pairs);
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

    #[test]
    fn a_name_that_was_made_to_lead_here_is_another_site() {
        let same = [("sec-fetch-site", "same-origin")];
        let origin = [("origin", "https://login.example.test")];
        for host in ["login.example.test", "LOGIN.example.test:443"] {
            assert!(own(host, &same) && own(host, &origin), "{host}");
        }
        for host in [
            "",
            "evil.test",
            "login.example.test.evil.test",
            "127.0.0.1:3000",
        ] {
            assert!(!own(host, &same) && !own(host, &origin), "{host}");
        }
    }

    #[test]
    fn without_a_public_address_it_is_the_one_that_was_opened() {
        let own = |host: &str, pairs: &[_]| is_own(&headers(pairs), host, None);
        assert!(own(
            "192.0.2.1:3000",
            &[("origin", "http://192.0.2.1:3000")]
        ));
        assert!(own("portal", &[("origin", "https://portal")]));
        assert!(!own(
            "192.0.2.1:3000",
            &[("origin", "http://192.0.2.1:3001")]
        ));
        assert!(!own("192.0.2.1:3000", &[("origin", "http://evil.test")]));
        assert!(!own("", &[("origin", "http://")]));
        assert!(!own("portal", &[("origin", "null")]));
    }

    #[test]
    fn a_proxy_is_believed_if_it_is_trusted() {
        let said = [
            ("host", "upstream:3000"),
            ("x-forwarded-host", "evil.test, login.example.test"),
        ];
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let host = |peer: [u8; 4]| opened_host(&headers(&said), peer.into(), &trusted).to_owned();
        assert_eq!(host([10, 0, 0, 1]), "login.example.test");
        assert_eq!(host([192, 0, 2, 1]), "upstream:3000");
    }
}
