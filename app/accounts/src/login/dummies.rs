//! What is compared for names that nobody has.

use sha2::{Digest, Sha256};

use super::hashing_cost::HashingCost;
use super::stored_hash::encode;
use crate::secret;

/// Hashes of nobody's password, with which those are compared that cannot be right. After the cost was
/// changed, accounts have hashes of several costs, and names that nobody has must take as long as theirs:
/// each name one of those costs, and always the same one.
pub(super) struct Dummies {
    /// Chooses for each name; the same on all servers, and known to nobody.
    pub(super) key: [u8; 32],
    /// How many accounts have a hash of which cost.
    pub(super) costs: Vec<(HashingCost, u64)>,
    /// Each with the number of accounts that have a hash of this cost, or of one before it.
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
