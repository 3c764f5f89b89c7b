//! Logging in: attempts, slots and locks; passwords and what comparing them costs; sessions and known browsers.

mod attempts;
mod common_passwords;
mod counts;
mod dummies;
mod hash_costs;
mod hasher;
mod hashing_cost;
mod known_browsers;
mod lock_notices;
mod lockout;
mod log_in;
mod own_password;
mod queue;
pub(crate) mod rate_limit;
mod rejected_attempts;
mod sessions;
mod slots;
mod stored_hash;
mod verify;

pub use attempts::{Attempts, LoginError, LoginRecord};
pub(crate) use counts::LoginCounts;
pub use counts::LoginMetric;
pub use hash_costs::HashCosts;
pub use hasher::{HashError, Hasher, PasswordComparison};
pub use hashing_cost::{CostError, HashingCost};
pub use known_browsers::DEVICE_LIFETIME;
pub(crate) use known_browsers::KnownBrowsers;
pub use lock_notices::LockNotices;
pub use lockout::{AccountLocks, Lockout};
pub use log_in::{Login, LoginAttempt, LoginGrant, LoginSuccess};
pub use own_password::{OwnPassword, OwnPasswordCheck, OwnPasswordError};
pub use sessions::{OwnSession, Sessions};
pub use stored_hash::StoredHash;
