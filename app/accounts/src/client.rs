//! Where a request comes from.

use model::locale::Locale;
use std::net::IpAddr;

use crate::secret::RequestId;

/// Longest `User-Agent` that is kept, in code points.
const USER_AGENT_KEPT: usize = 255;

/// From where something was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The network address.
    pub address: Option<IpAddr>,
    /// The request, which the process' own log tells more of.
    pub request: Option<RequestId>,
}

/// The browser that a request comes from.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its address, as far as the proxies in front can be believed.
    pub address: IpAddr,
    /// Its `User-Agent`; any text.
    pub user_agent: String,
    /// The language that was chosen in it, else the one of ours that it likes best.
    pub locale: Locale,
    /// The request.
    pub request: RequestId,
}

impl Client {
    /// What the audit log says of it.
    #[must_use]
    pub const fn origin(&self) -> Origin {
        Origin {
            address: Some(self.address),
            request: Some(self.request),
        }
    }

    /// What is kept of its `User-Agent`.
    pub(crate) fn kept_user_agent(&self) -> String {
        printable(&self.user_agent, USER_AGENT_KEPT)
    }
}

/// The first `limit` code points of a text from outside, without control characters.
pub(crate) fn printable(text: &str, limit: usize) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .take(limit)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_from_outside_are_cut_and_cleaned() {
        assert_eq!(
            printable("Mozilla/5.0\r\nX: y\u{1b}[31m", 20),
            "Mozilla/5.0X: y[31m"
        );
        assert_eq!(printable("空空空", 2), "空空");
    }
}
