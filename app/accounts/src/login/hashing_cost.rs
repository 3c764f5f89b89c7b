//! What a hash costs (argon2id, RFC 9106).

use argon2::Params;
use std::fmt;
use std::str::FromStr;

/// Bounds for parameters, whether from the configuration or from a stored hash: whoever can write
/// to the table must not be able to make one login take minutes.
const MAX_MEMORY_KIB: u32 = 1 << 20;
const MAX_PASSES: u32 = 16;
const MAX_LANES: u32 = 8;

/// What a hash costs. The default is the least that OWASP advises: 19 MiB, two passes, one lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashingCost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Default for HashingCost {
    fn default() -> Self {
        Self {
            memory_kib: 19_456,
            passes: 2,
            lanes: 1,
        }
    }
}

/// A text that is no cost, or one out of bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected m=KiB,t=passes,p=lanes such as m=19456,t=2,p=1, with 8·p ≤ m ≤ 1048576, 1 ≤ t ≤ 16, 1 ≤ p ≤ 8"
)]
pub struct CostError;

impl HashingCost {
    pub(super) fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, CostError> {
        let bounded = (1..=MAX_LANES).contains(&lanes)
            && (1..=MAX_PASSES).contains(&passes)
            && (8 * lanes..=MAX_MEMORY_KIB).contains(&memory_kib);
        bounded
            .then_some(Self {
                memory_kib,
                passes,
                lanes,
            })
            .ok_or(CostError)
    }

    /// How every hash of this cost begins.
    pub(crate) fn prefix(self) -> String {
        format!("$argon2id$v=19${self}$")
    }

    pub(super) fn params(self) -> Params {
        Params::new(
            self.memory_kib,
            self.passes,
            self.lanes,
            Some(Params::DEFAULT_OUTPUT_LEN),
        )
        .expect("bounds are checked when it is made")
    }
}

impl FromStr for HashingCost {
    type Err = CostError;

    fn from_str(text: &str) -> Result<Self, CostError> {
        let mut values = [None; 3];
        for part in text.split(',') {
            let (name, value) = part.trim().split_once('=').ok_or(CostError)?;
            let place = "mtp"
                .find(name)
                .filter(|_| name.len() == 1)
                .ok_or(CostError)?;
            values[place] = Some(value.parse().map_err(|_| CostError)?);
        }
        match values {
            [Some(memory_kib), Some(passes), Some(lanes)] => Self::new(memory_kib, passes, lanes),
            _ => Err(CostError),
        }
    }
}

impl fmt::Display for HashingCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "m={},t={},p={}",
            self.memory_kib, self.passes, self.lanes
        )
    }
}
