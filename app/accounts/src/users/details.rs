//! One user, as administrators see them.

use model::email::Email;

use super::Users;
use super::fields::UserInfo;
use crate::current_user::Admin;
use crate::login::{AccountLocks, LoginRecord};
use crate::store::{self, StoreError};

/// Attempts that are shown.
const ATTEMPTS: u64 = 20;

/// One user, as the page about them shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserDetails {
    /// Who.
    pub user: UserInfo,
    /// What keeps them out.
    pub locks: AccountLocks,
    /// Where they are logged in: the number of sessions, of which some may have ended by time.
    pub sessions: u64,
    /// Another active user has the same address: neither can be sent a link that they asked for.
    pub shares_address: bool,
    /// The newest attempts to log in, the newest first.
    pub attempts: Vec<LoginRecord>,
}

impl Users {
    /// One user; `None` if there is no such user.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn info(&self, _proof: Admin, id: i64) -> Result<Option<UserInfo>, StoreError> {
        let user = store::users::find(self.base.store.connection(), id).await?;
        Ok(user.map(UserInfo::from))
    }

    /// One user, with what keeps them out; `None` if there is no such user.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn details(&self, proof: Admin, id: i64) -> Result<Option<UserDetails>, StoreError> {
        let connection = self.base.store.connection();
        let Some(user) = store::users::find(connection, id).await? else {
            return Ok(None);
        };
        let locks = self.lockout.locks_of(&[id]).await?;
        let address = user.email.as_deref().map(Email::parse);
        let shares_address = match address {
            Some(Ok(address)) => store::users::active_with_email(connection, &address.key(), 2)
                .await?
                .iter()
                .any(|other| other.id != id),
            _ => false,
        };
        Ok(Some(UserDetails {
            user: user.into(),
            shares_address,
            locks: locks.first().copied().unwrap_or_default(),
            sessions: self.sessions.count_of(id).await?,
            attempts: self.attempts.of_user(proof, id, ATTEMPTS).await?,
        }))
    }
}
