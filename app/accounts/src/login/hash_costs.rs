//! What comparing a password costs for accounts, so that it costs as much for names that nobody has.

use super::hasher::Hasher;
use super::stored_hash::StoredHash;
use crate::base::Base;
use crate::store::{self, StoreError};

/// How many costs of hashes are told apart: a few more than an operator tries in a life.
const COSTS: usize = 8;

/// Weighs the hashes of all accounts.
#[derive(Clone)]
pub struct HashCosts {
    pub(crate) base: Base,
    pub(crate) hasher: Hasher,
    /// Chooses what comparing costs for names that nobody has.
    pub(crate) key: [u8; 32],
}

impl HashCosts {
    /// Learns what comparing costs for accounts, so that it costs as much for names that nobody has.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn refresh(&self) -> Result<(), StoreError> {
        let connection = self.base.store.connection();
        let (mut prefixes, mut costs) = (Vec::new(), Vec::new());
        while prefixes.len() < COSTS {
            let Some(other) = store::users::any_other_hash(connection, &prefixes).await? else {
                break;
            };
            let Some(hash) = StoredHash::parse(&other) else {
                // How such a hash begins is not looked for again.
                tracing::error!("a stored password hash cannot be read");
                prefixes.push(other);
                continue;
            };
            let prefix = hash.cost().prefix();
            costs.push((
                hash.cost(),
                store::users::count_hashes(connection, &prefix).await?,
            ));
            prefixes.push(prefix);
        }
        // In an order that does not hang on which was found first.
        costs.sort_by_key(|(cost, _)| cost.prefix());
        self.hasher.set_dummy_costs(self.key, &costs);
        Ok(())
    }

    /// How many users have a password hash that was made at another cost than today's; each is made
    /// anew when its user next logs in.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn outdated(&self) -> Result<u64, StoreError> {
        let today = self.hasher.prefix();
        store::users::count_other_hashes(self.base.store.connection(), &today).await
    }
}
