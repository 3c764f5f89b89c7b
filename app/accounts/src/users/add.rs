//! Adding users.

use crate::audit::Action;
use model::email::Email;
use model::password::Password;
use model::user::Role;

use super::Users;
use super::effects::added_event;
use super::fields::UserFields;
use crate::audit::Actor;
use crate::audit::AuditParty;
use crate::current_user::{Admin, ConfirmedAdmin};
use crate::mail::Message;
use crate::recovery::NewPasswordError;
use crate::store::{self, StoreError};

/// Why a user was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddUserError {
    /// Somebody has that login name.
    #[error("the login name is taken")]
    NameTaken,
    /// Whoever asks is an active administrator no longer.
    #[error("only active administrators may")]
    NotAllowed,
    /// Rights are given with one's own password, entered not long ago.
    #[error("the own password is needed")]
    PasswordNeeded,
    /// A link is to be sent, and there is nowhere to send it to.
    #[error("the user has no address")]
    NoAddress,
    /// The password was not taken.
    #[error(transparent)]
    Password(#[from] NewPasswordError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Users {
    /// Adds a user, for whoever has the server's own command line.
    ///
    /// # Errors
    /// [`AddUserError`].
    pub async fn add(&self, user: &UserFields, password: &Password) -> Result<(), AddUserError> {
        let mut names = vec![user.login_name.as_str(), user.display_name.as_str()];
        names.extend(user.email.as_ref().map(Email::as_str));
        let password_hash = self
            .new_passwords
            .validate_and_hash_first(user.role, password, &names)
            .await?;
        let row = store::user_fields::NewUser {
            fields: user.row(),
            password_hash: Some(&password_hash),
            must_change: false,
            created_at: self.base.clock.now(),
        };
        let transaction = self.base.store.write().await?;
        let id = store::user_fields::insert(&transaction, &row).await?;
        let id = id.ok_or(AddUserError::NameTaken)?;
        let event = Actor::command_line().did(Action::AddUser);
        self.base
            .audit
            .record(&transaction, [added_event(event, id, user)])
            .await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Adds a user without a password: they choose one with the link that is sent to them if they are
    /// to be informed, or an administrator sets one. The number by which they are known.
    ///
    /// # Errors
    /// [`AddUserError`].
    pub async fn add_without_password(
        &self,
        proof: Admin,
        confirmed: Option<ConfirmedAdmin>,
        user: &UserFields,
        inform: bool,
    ) -> Result<i64, AddUserError> {
        if user.role == Role::Administrator && confirmed.is_none() {
            return Err(AddUserError::PasswordNeeded);
        }
        if inform && user.email.is_none() {
            return Err(AddUserError::NoAddress);
        }
        let now = self.base.clock.now();
        let row = store::user_fields::NewUser {
            fields: user.row(),
            password_hash: None,
            must_change: false,
            created_at: now,
        };
        let transaction = self.base.store.write().await?;
        let actor = Actor::administrator(&transaction, proof).await?;
        let actor = actor.ok_or(AddUserError::NotAllowed)?;
        let id = store::user_fields::insert(&transaction, &row).await?;
        let id = id.ok_or(AddUserError::NameTaken)?;
        let event = added_event(actor.did(Action::AddUser), id, user);
        let sent = inform.then(|| {
            let event = actor.did(Action::SendLink);
            event.to(AuditParty::named(Some(id), user.login_name.as_str()))
        });
        self.base
            .audit
            .record(&transaction, std::iter::once(event).chain(sent))
            .await?;
        if let (true, Some(to)) = (inform, &user.email) {
            self.mailer
                .enqueue(&transaction, Some(id), to.as_str(), &Message::SetPassword)
                .await?;
        }
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(id)
    }
}
