//! Rate limits that all servers share.

use model::bucket::BucketSize;
use model::lockout::Remaining;
use model::timestamp::Timestamp;
use std::net::IpAddr;

use crate::network::networks;
use crate::store::{self, Store, StoreError};

/// Counts one event for each network of an address; how long to wait if one is full.
pub(crate) async fn count_networks(
    transaction: &impl store::Connection,
    what: &str,
    address: IpAddr,
    size: BucketSize,
    now: Timestamp,
) -> Result<Result<(), Remaining>, StoreError> {
    for (network, subscribers) in networks(address) {
        let name = format!("{what} from {network}");
        let counted = count(transaction, &name, size.times(subscribers), now).await?;
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
    let bucket = store::buckets::find_for_update(transaction, name).await?;
    match bucket.fill(size, now) {
        Ok(filled) => {
            store::buckets::save(transaction, name, filled).await?;
            Ok(Ok(()))
        }
        Err(end) => Ok(Err(Remaining::Until(end, end.since(now)))),
    }
}

/// Forgets the buckets that are empty at `now`, and all but the fullest `kept`; how many.
pub(crate) async fn clean_up(store: &Store, now: Timestamp, kept: u64) -> Result<u64, StoreError> {
    store::buckets::clean(store.connection(), now, kept).await
}
