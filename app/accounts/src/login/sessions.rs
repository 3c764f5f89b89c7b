//! Who a request comes from.

use model::timestamp::{Duration, Timestamp};
use model::user::{Language, Role, Status};

use crate::Accounts;
use crate::audit::Origin;
use crate::secret::Token;
use crate::store::{self, StoreError};

/// A session's last use is written at most this often, so that reading pages writes little.
const TOUCHED_EVERY: Duration = Duration::minutes(1);

/// How long a password counts as just entered (ASVS 5.0, 7.5.3 asks for it before sensitive acts).
pub const CONFIRMED_FOR: Duration = Duration::minutes(15);

/// Somebody who is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    pub confirmed: bool,
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
    /// They are an administrator all the more.
    #[must_use]
    pub const fn admin(self) -> Admin {
        self.admin
    }
}

impl CurrentUser {
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

impl Accounts {
    /// Who holds this token; nobody, once its session has ended or its account is inactive.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn current_user(
        &self,
        token: &Token,
        origin: Origin,
    ) -> Result<Option<CurrentUser>, StoreError> {
        let connection = self.inner.store.connection();
        let Some(session) = store::sessions::find(connection, token.hash()).await? else {
            return Ok(None);
        };
        let now = self.inner.clock.now();
        let settings = self.settings().await?;
        let rules = settings.session_rules();
        let end = rules.end(session.created_at, session.last_seen_at, session.kept);
        if now >= end || session.user.status != Status::Active {
            store::sessions::delete(connection, token.hash()).await?;
            return Ok(None);
        }
        if now.since(session.last_seen_at) >= TOUCHED_EVERY {
            store::sessions::touch(connection, session.id, now).await?;
        }
        let lifetime = settings.password_lifetime(session.user.role);
        Ok(Some(CurrentUser {
            password_expires_at: lifetime
                .map(|lifetime| session.user.password_changed_at.after(lifetime)),
            session_id: session.id,
            origin,
            user_id: session.user.id,
            login_name: session.user.login_name,
            display_name: session.user.display_name,
            email: session.user.email,
            language: session.user.language,
            role: session.user.role,
            confirmed: now.since(session.confirmed_at) < CONFIRMED_FOR,
        }))
    }
}

/// The first `limit` code points of a text from outside, without control characters.
pub(crate) fn printable(text: &str, limit: usize) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .take(limit)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_from_outside_are_cut_and_cleaned() {
        assert_eq!(
            printable("Mozilla/5.0\r\nX: y\u{1b}[31m", 20),
            "Mozilla/5.0X: y[31m"
        );
        assert_eq!(printable("空空空", 2), "空空");
    }
}
