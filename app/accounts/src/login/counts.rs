//! How many attempts to log in ended how, on this server.

use std::sync::atomic::{AtomicU64, Ordering};

/// How an attempt to log in ended. Which names exist does not show in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginMetric {
    /// In.
    LoggedIn,
    /// The password was right, and a new one has to be chosen.
    NewPassword,
    /// Name or password was wrong, or the account inactive.
    Refused,
    /// The name was locked.
    Locked,
    /// Too many had failed from the same network.
    TooManyAttempts,
    /// Too many were logging in at once.
    Busy,
    /// The database failed.
    Failed,
}

impl LoginMetric {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::LoggedIn,
        Self::NewPassword,
        Self::Refused,
        Self::Locked,
        Self::TooManyAttempts,
        Self::Busy,
        Self::Failed,
    ];
}

/// Counts how attempts to log in ended on this server.
#[derive(Default)]
pub(crate) struct LoginCounts([AtomicU64; LoginMetric::ALL.len()]);

impl LoginCounts {
    pub(super) fn count(&self, end: LoginMetric) {
        self.0[end as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// Attempts since the start, by how they ended.
    pub(crate) fn all(&self) -> [(LoginMetric, u64); LoginMetric::ALL.len()] {
        LoginMetric::ALL.map(|end| (end, self.0[end as usize].load(Ordering::Relaxed)))
    }
}
