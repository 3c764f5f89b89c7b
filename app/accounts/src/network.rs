//! Which addresses one client may have to itself.

use ipnet::Ipv6Net;
use std::net::IpAddr;

/// The networks of an address that one client may have to itself, each with a factor: how many times the limit of one
/// line holds for all in it together. An IPv4 address; or of IPv6 the /64 of a house, the /56 that a provider gives
/// a line, and the /48 that it gives a company, or anybody who asks for one.
pub(crate) fn networks(address: IpAddr) -> Vec<(String, u32)> {
    match address.to_canonical() {
        IpAddr::V4(address) => vec![(address.to_string(), 1)],
        IpAddr::V6(address) => [(64, 1), (56, 4), (48, 16)]
            .map(|(length, subscribers)| {
                let network = Ipv6Net::new_assert(address, length).trunc();
                (network.to_string(), subscribers)
            })
            .to_vec(),
    }
}
