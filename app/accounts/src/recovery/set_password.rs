//! Setting the password of a login name, from the server's own command line.

use crate::audit::Action;
use model::login_name::LoginName;
use model::password::Password;
use model::user::Status;

use super::Recovery;
use super::new_password::NewPasswordError;
use crate::audit::Actor;
use crate::store::{self, StoreError};

/// Why the password of a login name was not set.
#[derive(Debug, thiserror::Error)]
pub enum SetPasswordError {
    /// Nobody has that login name.
    #[error("nobody has that login name")]
    NoSuchName,
    /// The account is inactive.
    #[error("the account is inactive")]
    Inactive,
    /// The password was not taken.
    #[error(transparent)]
    Password(#[from] NewPasswordError),
    /// The account was changed meanwhile.
    #[error("the account was changed meanwhile; try again")]
    VersionConflict,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Recovery {
    /// Sets the password of a login name, for whoever has the server's own command line.
    /// `must_change` asks for another one at the next login.
    ///
    /// # Errors
    /// [`SetPasswordError`].
    pub async fn set_password(
        &self,
        name: &LoginName,
        password: &Password,
        must_change: bool,
    ) -> Result<(), SetPasswordError> {
        let connection = self.base.store.connection();
        let Some(id) = store::users::find_id(connection, name).await? else {
            return Err(SetPasswordError::NoSuchName);
        };
        let user = store::users::find(connection, id).await?;
        let user = user.ok_or(SetPasswordError::NoSuchName)?;
        if user.status != Status::Active {
            return Err(SetPasswordError::Inactive);
        }
        let hash = self
            .new_passwords
            .validate_and_hash_next(&user, password)
            .await?;
        let transaction = self.base.store.write().await?;
        let event = Actor::command_line().did_to(Action::SetPassword, &user);
        if !self
            .new_passwords
            .replace_password_for(&transaction, &user, &hash, must_change, event)
            .await?
        {
            return Err(SetPasswordError::VersionConflict);
        }
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }
}
