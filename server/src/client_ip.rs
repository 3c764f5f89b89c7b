//! The address of the browser, as far as the proxies in front can be believed (ASVS 5.0, 4.1.3).

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// RFC 7239.
const FORWARDED: HeaderName = HeaderName::from_static("forwarded");
/// How much of what cannot be read the log repeats, in code points.
const LOGGED: usize = 200;
/// Requests after which an address that all of them came from, each with a proxy's header, is taken for a proxy.
const SURE_AFTER: u32 = 20;

/// What the headers of proxies have shown since the server started.
#[derive(Default)]
pub(crate) struct ProxyWatch {
    /// That one could not be read was said.
    unreadable: AtomicBool,
    peers: Mutex<Peers>,
}

/// Who sent requests with a proxy's header, and is not trusted.
#[derive(Default)]
struct Peers {
    only: Option<IpAddr>,
    requests: u32,
    several: bool,
}

impl ProxyWatch {
    /// The address that `peer`'s request comes from.
    pub(crate) fn client_ip(&self, peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
        let peer = peer.to_canonical();
        if !is_trusted(peer, trusted) {
            self.watch(peer, headers);
            return peer;
        }
        client_ip(peer, headers, trusted).unwrap_or_else(|UnreadableAddress { text, nearest }| {
            if !self.unreadable.swap(true, Ordering::Relaxed) {
                let text: String = text.chars().take(LOGGED).collect();
                tracing::warn!(
                    text,
                    proxy = %nearest,
                    "a proxy's header cannot be read, or two disagree: all who come through it count as one; said once"
                );
            }
            nearest
        })
    }

    /// A proxy that nobody named in `trusted_proxies`, as far as can be told: every request until now came from
    /// this address, with a header that only proxies set.
    pub(crate) fn unnamed(&self) -> Option<IpAddr> {
        let peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        let admin = !peers.several && peers.requests >= SURE_AFTER;
        peers.only.filter(|_| admin)
    }

    fn watch(&self, peer: IpAddr, headers: &HeaderMap) {
        let mut peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        let forwarded = headers.contains_key(X_FORWARDED_FOR) || headers.contains_key(FORWARDED);
        let same = *peers.only.get_or_insert(peer) == peer;
        peers.several |= !same || !forwarded;
        peers.requests = peers.requests.saturating_add(1);
        if peers.requests == SURE_AFTER && !peers.several {
            tracing::warn!(
                proxy = %peer,
                "all requests come through this address, which LATCHKEY_TRUSTED_PROXIES does not name: all user_routes \
                 count as one, and failed attempts of some turn all away"
            );
        }
    }
}

fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&address))
}

/// What a trusted proxy wrote that is no address; `nearest` is the last one that is.
#[derive(Debug, PartialEq, Eq)]
struct UnreadableAddress {
    text: String,
    nearest: IpAddr,
}

/// Each proxy appends the address that it saw to `X-Forwarded-For` or `Forwarded`; from the right, the first that
/// is no trusted proxy is the client. What stands left of it, the client wrote itself. Where both headers are
/// there they must agree: a proxy that writes one of them passes the other on as it came.
fn client_ip(
    peer: IpAddr,
    headers: &HeaderMap,
    trusted: &[IpNet],
) -> Result<IpAddr, UnreadableAddress> {
    let whole = |name| {
        let values: Vec<_> = headers.get_all(name).iter().map(text).collect();
        (!values.is_empty()).then(|| values.join(","))
    };
    let (plain, forwarded) = (whole(X_FORWARDED_FOR), whole(FORWARDED));
    let from = |steps: Vec<&str>| nearest_stranger(peer, &steps, trusted);
    let plain = plain.map(|value| from(value.split(',').collect()));
    let forwarded = forwarded.map(|value| from(steps(&value)));
    match (plain, forwarded) {
        (None, None) => Ok(peer),
        (Some(one), None) | (None, Some(one)) => one,
        (Some(one), Some(other)) if one == other => one,
        (Some(one), Some(_)) => Err(UnreadableAddress {
            text: format!("{one:?}"),
            nearest: peer,
        }),
    }
}

fn text(value: &HeaderValue) -> &str {
    value.to_str().unwrap_or("?")
}

fn nearest_stranger(
    peer: IpAddr,
    steps: &[&str],
    trusted: &[IpNet],
) -> Result<IpAddr, UnreadableAddress> {
    let mut nearest = peer;
    for text in steps.iter().rev().map(|step| step.trim()) {
        if text.is_empty() {
            continue;
        }
        let Some(address) = address(text) else {
            return Err(UnreadableAddress {
                text: text.to_owned(),
                nearest,
            });
        };
        nearest = address;
        if !is_trusted(nearest, trusted) {
            break;
        }
    }
    Ok(nearest)
}

/// What stands after each `for=` of `Forwarded`; nothing readable, where a step has none.
fn steps(value: &str) -> Vec<&str> {
    let step = |step| {
        let mut pairs = split_outside_quotes(step, ';').into_iter();
        let value = pairs.find_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            name.trim()
                .eq_ignore_ascii_case("for")
                .then(|| value.trim())
        });
        value.unwrap_or("?").trim_matches('"')
    };
    split_outside_quotes(value, ',')
        .into_iter()
        .filter(|step| !step.trim().is_empty())
        .map(step)
        .collect()
}

fn split_outside_quotes(text: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(move |c| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
    .collect()
}

/// An address as proxies write it: alone, with a port, in brackets, with a zone.
fn address(text: &str) -> Option<IpAddr> {
    let parse_host = |host: &str| {
        let host = host.split_once('%').map_or(host, |(host, _)| host);
        host.parse::<IpAddr>().ok()
    };
    let bracketed = || {
        let (host, rest) = text.strip_prefix('[')?.split_once(']')?;
        let port = rest.strip_prefix(':').map(str::parse::<u16>);
        let fits = rest.is_empty() || port.is_some_and(|port| port.is_ok());
        let host = parse_host(host).filter(|_| fits)?;
        Some(IpAddr::V6(match host {
            IpAddr::V6(host) => host,
            IpAddr::V4(_) => Ipv6Addr::UNSPECIFIED,
        }))
        .filter(|host| !host.is_unspecified())
    };
    parse_host(text)
        .or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
        .or_else(bracketed)
        .map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trusted() -> [IpNet; 2] {
        ["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()]
    }

    fn headers(name: &HeaderName, values: &[&str]) -> HeaderMap {
        let values = values.iter();
        let values = values.map(|value| (name.clone(), value.parse().unwrap()));
        values.collect()
    }

    fn by(peer: &str, headers: &HeaderMap) -> String {
        let watch = ProxyWatch::default();
        let peer = peer.parse().unwrap();
        watch.client_ip(peer, headers, &trusted()).to_string()
    }

    fn client(peer: &str, forwarded: &[&str]) -> String {
        by(peer, &headers(&X_FORWARDED_FOR, forwarded))
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

    #[test]
    fn addresses_are_read_as_proxies_write_them() {
        for (written, read) in [
            ("198.51.100.7:51234", "198.51.100.7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("[2001:db8::7]:443", "2001:db8::7"),
            ("fe80::7%eth0", "fe80::7"),
            ("[fe80::7%25eth0]:80", "fe80::7"),
            ("  198.51.100.7 ", "198.51.100.7"),
            ("1.1.1.1 ,\t198.51.100.7,", "198.51.100.7"),
            ("2001:db8::7, [::1]:9", "2001:db8::7"),
            ("unknown", "10.0.0.1"),
            ("198.51.100.7:", "10.0.0.1"),
            ("[198.51.100.7]", "10.0.0.1"),
            ("[2001:db8::7", "10.0.0.1"),
            ("[2001:db8::7]:x", "10.0.0.1"),
            ("", "10.0.0.1"),
        ] {
            assert_eq!(client("10.0.0.1", &[written]), read, "{written}");
        }
    }

    #[test]
    fn forwarded_is_read_too() {
        let of = |values: &[&str]| by("10.0.0.1", &headers(&FORWARDED, values));
        for (written, read) in [
            ("for=198.51.100.7", "198.51.100.7"),
            ("For=\"[2001:db8::7]:4711\";proto=https", "2001:db8::7"),
            (
                "for=1.1.1.1;by=a, proto=http; for=198.51.100.7:80",
                "198.51.100.7",
            ),
            ("for=198.51.100.7, for=10.1.1.1", "198.51.100.7"),
            ("for=\"198.51.100.7, for=2.2.2.2\"", "10.0.0.1"),
            ("for=_hidden", "10.0.0.1"),
            ("proto=https", "10.0.0.1"),
        ] {
            assert_eq!(of(&[written]), read, "{written}");
        }
        assert_eq!(of(&["for=1.1.1.1", "for=198.51.100.7"]), "198.51.100.7");
        let both = |plain: &str, forwarded: &str| {
            let mut both = headers(&X_FORWARDED_FOR, &[plain]);
            both.extend(headers(&FORWARDED, &[forwarded]));
            by("10.0.0.1", &both)
        };
        assert_eq!(both("198.51.100.7", "for=198.51.100.7"), "198.51.100.7");
        // Only one of them is the proxy's, and nobody knows which.
        assert_eq!(both("198.51.100.7", "for=1.1.1.1"), "10.0.0.1");
        assert_eq!(both("1.1.1.1", "for=_hidden"), "10.0.0.1");
    }

    #[test]
    fn a_proxy_that_nobody_named_is_seen() {
        let from = |watch: &ProxyWatch, peer: &str, forwarded: &[&str]| {
            let headers = headers(&X_FORWARDED_FOR, forwarded);
            watch.client_ip(peer.parse().unwrap(), &headers, &trusted());
        };
        let watch = ProxyWatch::default();
        for _ in 0..SURE_AFTER {
            assert_eq!(watch.unnamed(), None);
            from(&watch, "192.0.2.1", &["198.51.100.7"]);
        }
        assert_eq!(watch.unnamed(), Some([192, 0, 2, 1].into()));
        // Somebody else writes the header too, or nobody does: then it is a current user's own.
        from(&watch, "192.0.2.2", &["198.51.100.7"]);
        assert_eq!(watch.unnamed(), None);
        let mixed = ProxyWatch::default();
        from(&mixed, "192.0.2.1", &[]);
        for _ in 0..2 * SURE_AFTER {
            from(&mixed, "192.0.2.1", &["198.51.100.7"]);
        }
        assert_eq!(mixed.unnamed(), None);
        let behind = ProxyWatch::default();
        for _ in 0..2 * SURE_AFTER {
            from(&behind, "10.0.0.1", &["198.51.100.7"]);
        }
        assert_eq!(behind.unnamed(), None);
    }
}
