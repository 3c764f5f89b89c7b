//! Rate limits that all servers share.

use ipnet::Ipv6Net;
use model::bucket::BucketSize;
use model::lockout::Remaining;
use model::timestamp::Timestamp;
use std::net::IpAddr;

use crate::store::{self, StoreError};

/// Networks that one client may have to itself, with how many times what one line may do all in it may do
/// together: an IPv4 address, or of IPv6 the /64 of a house, the /56 that a provider gives a line, and the /48
/// that it gives a company, or anybody who asks for one.
pub(crate) fn networks(address: IpAddr) -> Vec<(String, u32)> {
    match address.to_canonical() {
        IpAddr::V4(address) => vec![(address.to_string(), 1)],
        IpAddr::V6(address) => [(64, 1), (56, 4), (48, 16)]
            .map(|(length, lines)| {
                let network = Ipv6Net::new_assert(address, length).trunc();
                (network.to_string(), lines)
            })
            .to_vec(),
    }
}

/// Counts one event for each network of an address; how long to wait if one is full.
pub(crate) async fn count_networks(
    transaction: &impl store::Connection,
    what: &str,
    address: IpAddr,
    size: BucketSize,
    now: Timestamp,
) -> Result<Result<(), Remaining>, StoreError> {
    for (network, lines) in networks(address) {
        let name = format!("{what} from {network}");
        let counted = count(transaction, &name, size.times(lines), now).await?;
        if counted.is_err() {
            return Ok(counted);
        }
    }
    Ok(Ok(()))
}

/// Counts one event in the bucket of a name; how long to wait if it is full.
pub(crate) async fn count(
    transaction: &impl store::Connection,
    name: &str,
    size: BucketSize,
    now: Timestamp,
) -> Result<Result<(), Remaining>, StoreError> {
    let bucket = store::buckets::hold(transaction, name).await?;
    match bucket.fill(size, now) {
        Ok(filled) => {
            store::buckets::save(transaction, name, filled).await?;
            Ok(Ok(()))
        }
        Err(end) => Ok(Err(Remaining::Until(end, end.since(now)))),
    }
}
