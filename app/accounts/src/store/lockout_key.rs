//! What failures are counted for, without saying it: names that people type may be anything.

use sha2::{Digest, Sha256};
use std::fmt;

/// What failures are counted for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct LockoutKey([u8; 32]);

impl LockoutKey {
    /// A name that no account has, or an address, whoever has it.
    pub(crate) fn name(key: &str) -> Self {
        Self::hash("name", &[key.as_bytes()])
    }

    /// An account, from a browser that it does not know, by its login name. Attempts by its address are counted apart, as
    /// those of an address that nobody has are: else a lock would tell that the two belong together, and that there
    /// is such an account.
    pub(crate) fn account(user_id: i64) -> Self {
        Self::hash("account", &[&user_id.to_be_bytes()])
    }

    /// An account, from the browsers that have logged in to it before: all of them together, since whoever
    /// knew the password once may have made many.
    pub(crate) fn known_browsers(user_id: i64) -> Self {
        Self::hash("browsers", &[&user_id.to_be_bytes()])
    }

    fn hash(kind: &str, parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        hash.update(kind);
        hash.update([0]);
        for part in parts {
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    /// Chooses the line in which its attempts wait.
    pub(crate) const fn first_byte(self) -> u8 {
        self.0[0]
    }

    pub(crate) fn to_vec(self) -> Vec<u8> {
        self.0.to_vec()
    }

    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Debug for LockoutKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LockoutKey(hidden)")
    }
}
