//! Rate limits that all servers share.

use model::bucket::BucketSize;
use model::lockout::Remaining;
use model::timestamp::Timestamp;

use crate::store::{self, StoreError};

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
