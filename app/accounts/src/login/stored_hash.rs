//! A hash as it stands in the database: a PHC string.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{ARGON2ID_IDENT, Version};

use super::hashing_cost::HashingCost;

/// Writes a hash.
pub(super) fn encode(cost: HashingCost, salt: &[u8], output: &[u8]) -> String {
    PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&cost.params()).expect("three numbers fit"),
        salt: Some(Salt::new(salt).expect("16 bytes are a salt")),
        hash: Some(Output::new(output).expect("32 bytes are an output")),
    }
    .to_string()
}

/// A hash as it stands in the database.
pub struct StoredHash {
    pub(super) cost: HashingCost,
    pub(super) salt: Salt,
    pub(super) output: Output,
}

impl StoredHash {
    /// Reads a PHC string; `None` if it is no argon2id hash of 32 bytes whose cost is within the
    /// bounds: comparing with another one could take minutes, or all memory.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let hash = PasswordHash::new(text).ok()?;
        if hash.algorithm != ARGON2ID_IDENT || hash.version != Some(Version::V0x13.into()) {
            return None;
        }
        let param = |name: &str| hash.params.get_decimal(name);
        Some(Self {
            cost: HashingCost::new(param("m")?, param("t")?, param("p")?).ok()?,
            salt: hash.salt?,
            output: hash.hash.filter(|output| output.len() == 32)?,
        })
    }

    /// What it cost.
    #[must_use]
    pub const fn cost(&self) -> HashingCost {
        self.cost
    }
}
