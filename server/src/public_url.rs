//! The address that people open.

use accounts::mail::host_of;
use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use url::Url;

/// The address that people open: scheme and host, as browsers write an origin (RFC 6454).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// Of a server that is opened where it listens.
    #[must_use]
    pub fn from_listener(address: SocketAddr) -> Self {
        let host = format!("{address}");
        Self(format!(
            "http://{}",
            host.strip_suffix(":80").unwrap_or(&host)
        ))
    }

    /// As browsers write it in `Origin`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.0
    }

    /// The name or the address of the host alone.
    #[must_use]
    pub fn host(&self) -> &str {
        host_of(&self.0)
    }

    /// The port, where it is not that of the scheme.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.0.rsplit_once(':')?.1.parse().ok()
    }

    /// Whether cookies can be kept from plain http.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl FromStr for PublicUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        const EXPECTED: &str =
            "expected an address such as https://login.example.test, without a path";
        let url = Url::parse(text).map_err(|_| EXPECTED)?;
        let bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !bare || !matches!(url.scheme(), "http" | "https") {
            return Err(EXPECTED);
        }
        Ok(Self(url.origin().ascii_serialization()))
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        let origin = |text: &str| text.parse::<PublicUrl>().map(|url| url.0);
        assert_eq!(
            origin("https://Login.Example.test/"),
            Ok("https://login.example.test".into())
        );
        assert_eq!(
            origin("https://login.example.test:443"),
            Ok("https://login.example.test".into())
        );
        assert_eq!(
            origin("http://127.0.0.1:3000"),
            Ok("http://127.0.0.1:3000".into())
        );
        assert_eq!(
            origin("https://bücher.example"),
            Ok("https://xn--bcher-kva.example".into())
        );
        assert_eq!(
            origin("http://my_portal:8080"),
            Ok("http://my_portal:8080".into())
        );
        assert_eq!(
            origin("http://[2001:DB8::1]:80"),
            Ok("http://[2001:db8::1]".into())
        );
        let ports = ["https://a.test", "https://a.test:8443", "http://[::1]"];
        let ports = ports.map(|text| text.parse::<PublicUrl>().unwrap().port());
        assert_eq!(ports, [None, Some(8443), None]);
        for text in [
            "https://sora@a.test",
            "https://a.test/?q",
            "https://a b.test",
        ] {
            assert!(origin(text).is_err(), "{text}");
        }
        let listener = PublicUrl::from_listener(([192, 0, 2, 1], 80).into());
        assert_eq!(listener.origin(), "http://192.0.2.1");
        assert!(origin("ftp://login.example.test").is_err());
        assert!(origin("https://").is_err());
    }
}
