//! What is compared for names that nobody has.

use sha2::{Digest, Sha256};

use super::hashing_cost::HashingCost;
use super::stored_hash::encode;
use crate::secret;

/// Hashes of no password. What is typed with a name that nobody has is compared with one of them, so that the time of
/// the answer does not tell that nobody has the name. After the cost was changed, accounts have hashes of several
/// costs; then each unknown name gets a dummy of one of these costs, always the same one, and each cost as often as
/// accounts have it.
pub(super) struct Dummies {
    /// Chooses the dummy of a name; the same key on all servers, and secret.
    pub(super) key: [u8; 32],
    /// How many accounts have a hash of which cost.
    pub(super) costs: Vec<(HashingCost, u64)>,
    /// A dummy of each cost, with how many accounts have a hash of this cost or of one that stands before it here: the
    /// cumulative weight by which it is chosen.
    hashes: Vec<(u64, String)>,
}

impl Dummies {
    pub(super) fn with_costs(key: [u8; 32], costs: &[(HashingCost, u64)]) -> Self {
        let mut sum = 0;
        let hashes = costs.iter().map(|&(cost, accounts)| {
            sum += accounts;
            let hash = encode(cost, &secret::random::<16>(), &secret::random::<32>());
            (sum, hash)
        });
        let hashes = hashes.collect();
        Self {
            key,
            costs: costs.to_vec(),
            hashes,
        }
    }

    pub(super) fn for_name(&self, name: &str) -> &str {
        let chance = Sha256::new().chain_update(self.key).chain_update(name);
        let chance: [u8; 32] = chance.finalize().into();
        let (first, _) = chance
            .split_first_chunk()
            .expect("32 bytes are more than eight");
        let all = self.hashes.last().map_or(0, |(sum, _)| *sum);
        let place = u64::from_le_bytes(*first) % all.max(1);
        let found = self.hashes.iter().find(|(sum, _)| place < *sum);
        found.map_or("", |(_, hash)| hash)
    }
}
