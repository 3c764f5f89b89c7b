//! The address of the browser, as far as the proxies in front can be believed (ASVS 5.0, 4.1.3).

use axum::http::HeaderMap;
use ipnet::IpNet;
use std::net::IpAddr;

/// The address that `peer`'s request comes from. Each proxy appends the one that it saw to
/// `X-Forwarded-For`; from the right, the first that is no trusted proxy is the client. What stands
/// left of it, the client wrote itself.
pub(crate) fn client_ip(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let peer = peer.to_canonical();
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(&peer) {
        return peer;
    }
    let mut nearest = peer;
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .rev()
        .flat_map(|value| value.to_str().unwrap_or("?").rsplit(','));
    for text in forwarded {
        let Ok(address) = text.trim().parse::<IpAddr>() else {
            return nearest;
        };
        nearest = address.to_canonical();
        if !is_trusted(&nearest) {
            return nearest;
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted = ["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        client_ip(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        assert_eq!(client("192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(client("10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn what_the_client_wrote_itself_is_not_believed() {
        assert_eq!(
            client("10.0.0.1", &["1.1.1.1, 198.51.100.7"]),
            "198.51.100.7"
        );
        assert_eq!(
            client("10.0.0.1", &["1.1.1.1", "198.51.100.7, 10.2.3.4"]),
            "198.51.100.7"
        );
        assert_eq!(client("10.0.0.1", &["nonsense"]), "10.0.0.1");
        assert_eq!(
            client("10.0.0.1", &["1.1.1.1, nonsense, 10.9.9.9"]),
            "10.9.9.9"
        );
    }

    #[test]
    fn an_address_has_one_form() {
        assert_eq!(client("::ffff:192.0.2.1", &[]), "192.0.2.1");
        assert_eq!(client("::1", &["::ffff:198.51.100.7"]), "198.51.100.7");
    }
}
