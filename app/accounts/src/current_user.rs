//! Who is logged in, and the proofs that operations for administrators ask for.

use model::timestamp::{Duration, Timestamp};
use model::user::{Language, Role};

use crate::client::Origin;

/// How long a password counts as just entered (ASVS 5.0, 7.5.3 asks for it before sensitive acts).
pub const CONFIRMED_FOR: Duration = Duration::minutes(15);

/// Somebody who is logged in. Only `Sessions::current_user` makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CurrentUser {
    /// Whose account it is.
    pub user_id: i64,
    /// The login name as it was chosen.
    pub login_name: String,
    /// The name for people.
    pub display_name: String,
    /// The address, if there is one.
    pub email: Option<String>,
    /// Which language Latchkey speaks to them.
    pub language: Language,
    /// What they may do.
    pub role: Role,
    /// They entered their password not long ago.
    pub(crate) confirmed: bool,
    /// The number of the session.
    pub session_id: i64,
    /// When the password has to be replaced, if ever.
    pub password_expires_at: Option<Timestamp>,
    /// From where this request comes.
    pub origin: Origin,
}

/// Proof that an administrator asks. Only [`CurrentUser::admin`] makes one, so that an operation which
/// takes it cannot be reached without the check.
#[derive(Clone, Copy, Debug)]
pub struct Admin {
    user_id: i64,
    origin: Origin,
}

impl Admin {
    pub(crate) const fn user_id(self) -> i64 {
        self.user_id
    }

    pub(crate) const fn origin(self) -> Origin {
        self.origin
    }
}

/// Proof that it is really the administrator who asks, and not somebody at a screen that was left
/// open: they entered their password within [`CONFIRMED_FOR`]. Only [`CurrentUser::confirmed_admin`]
/// makes one.
#[derive(Clone, Copy, Debug)]
pub struct ConfirmedAdmin {
    admin: Admin,
}

impl ConfirmedAdmin {
    /// What less sensitive operations take.
    #[must_use]
    pub const fn admin(self) -> Admin {
        self.admin
    }
}

impl CurrentUser {
    /// Whether they entered their password not long ago.
    #[must_use]
    pub const fn is_confirmed(&self) -> bool {
        self.confirmed
    }

    /// The proof, if they are an administrator.
    #[must_use]
    pub fn admin(&self) -> Option<Admin> {
        (self.role == Role::Administrator).then_some(Admin {
            user_id: self.user_id,
            origin: self.origin,
        })
    }

    /// The proof, if they are an administrator and entered their password not long ago.
    #[must_use]
    pub fn confirmed_admin(&self) -> Option<ConfirmedAdmin> {
        let admin = self.admin().filter(|_| self.confirmed)?;
        Some(ConfirmedAdmin { admin })
    }
}
