//! Attempts that were turned away, until they are written down together.

use model::login_attempt::LoginOutcome;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::store::attempts::NewAttempt;
use crate::store::lockout_key::LockoutKey;

/// Different ones that are remembered between two writes; more are counted, and logged as lost.
const REMEMBERED: usize = 1000;

/// What makes two attempts alike: whose, what came of it, from which address and browser.
type Alike = (LockoutKey, LoginOutcome, String, Option<String>);

/// Remembers attempts that were turned away.
#[derive(Default)]
pub(super) struct RejectedAttempts(Mutex<PendingAttempts>);

#[derive(Default)]
pub(super) struct PendingAttempts {
    pub(super) attempts: HashMap<Alike, (NewAttempt, u32)>,
    pub(super) lost: u64,
}

impl RejectedAttempts {
    pub(super) fn add(&self, row: NewAttempt) {
        let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let full = remembered.attempts.len() >= REMEMBERED;
        let alike = (
            row.lockout_key,
            row.outcome,
            row.client_address.clone(),
            row.report_code.clone(),
        );
        match remembered.attempts.get_mut(&alike) {
            Some((last, times)) => {
                *times = times.saturating_add(1);
                last.at = last.at.max(row.at);
            }
            None if full => remembered.lost += 1,
            None => {
                remembered.attempts.insert(alike, (row, 1));
            }
        }
    }

    pub(super) fn take(&self) -> PendingAttempts {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
