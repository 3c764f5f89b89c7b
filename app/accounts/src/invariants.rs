//! Whether the database holds what it must at every moment, and nothing else: after a crash, a restored
//! backup, or a doubt. `docs/invariants.md` lists it.

use crate::store::{Store, StoreError, invariants};

/// An invariant, and how often it is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckedInvariant {
    /// As `docs/invariants.md` calls it.
    pub name: &'static str,
    /// How many rows break it; 0 if it holds.
    pub broken: u64,
}

/// Checks the database.
#[derive(Clone)]
pub struct Invariants {
    pub(crate) store: Store,
}

impl Invariants {
    /// Checks each invariant. It reads every user: seconds for a million.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn check(&self) -> Result<Vec<CheckedInvariant>, StoreError> {
        let connection = self.store.connection();
        let mut checked = Vec::new();
        for (name, query) in invariants::COUNTED {
            let broken = invariants::count(connection, query).await?;
            checked.push(CheckedInvariant { name, broken });
        }
        checked.push(CheckedInvariant {
            name: invariants::FILE,
            broken: invariants::unsound_file(connection).await?,
        });
        checked.push(CheckedInvariant {
            name: invariants::DERIVED,
            broken: invariants::wrongly_derived(connection).await?,
        });
        Ok(checked)
    }
}
