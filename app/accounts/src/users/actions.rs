//! What administrators do to one user with a button.

use crate::audit::Action;
use model::user::{Role, Status};

use super::Users;
use super::edit::EditUserError;
use crate::audit::describe_change;
use crate::current_user::{Admin, ConfirmedAdmin};
use crate::mail::Message;
use crate::store;
use crate::store::StoreError;

impl Users {
    /// Unlocks a user and the browsers that they have logged in with. Their password stays as it is.
    ///
    /// # Errors
    /// [`EditUserError::NotAllowed`] and [`EditUserError::NoSuchUser`], or if the database fails.
    pub async fn unlock(&self, proof: Admin, id: i64) -> Result<(), EditUserError> {
        let transaction = self.base.store.write().await?;
        let (actor, user) = self.authorize_and_find(&transaction, proof, id).await?;
        self.lockout.reset_account(&transaction, id).await?;
        self.base
            .audit
            .record(&transaction, [actor.did_to(Action::Unlock, &user)])
            .await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Ends all sessions of a user.
    ///
    /// # Errors
    /// [`EditUserError::NotAllowed`] and [`EditUserError::NoSuchUser`], or if the database fails.
    pub async fn log_out_everywhere(&self, proof: Admin, id: i64) -> Result<(), EditUserError> {
        let transaction = self.base.store.write().await?;
        let (actor, user) = self.authorize_and_find(&transaction, proof, id).await?;
        self.sessions.end_all(&transaction, id).await?;
        self.base
            .audit
            .record(&transaction, [actor.did_to(Action::EndSessions, &user)])
            .await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Sends a user their login name and a link to choose a password with, also where users do not
    /// reset their passwords by themselves. Their password stays until they do.
    ///
    /// # Errors
    /// [`EditUserError`].
    pub async fn send_link(&self, proof: Admin, id: i64) -> Result<(), EditUserError> {
        let transaction = self.base.store.write().await?;
        let (actor, user) = self.authorize_and_find(&transaction, proof, id).await?;
        if user.status != Status::Active {
            return Err(EditUserError::Inactive);
        }
        self.base
            .audit
            .record(&transaction, [actor.did_to(Action::SendLink, &user)])
            .await?;
        let to = user.email.ok_or(EditUserError::NoAddress)?;
        self.mailer
            .enqueue(&transaction, Some(id), &to, &Message::SetPassword)
            .await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Makes a user's next login lead to choosing a new password.
    ///
    /// # Errors
    /// [`EditUserError::NotAllowed`] and [`EditUserError::NoSuchUser`], or if the database fails.
    pub async fn require_new_password(&self, proof: Admin, id: i64) -> Result<(), EditUserError> {
        let transaction = self.base.store.write().await?;
        let (actor, user) = self.authorize_and_find(&transaction, proof, id).await?;
        store::users::set_must_change(&transaction, id, true).await?;
        self.base
            .audit
            .record(&transaction, [actor.did_to(Action::RequirePassword, &user)])
            .await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Lets a user log in, or no longer, which ends their sessions and links. The last active
    /// administrator stays one, also when two are deactivated at the same moment. What gives rights or
    /// takes them asks for one's own password.
    ///
    /// # Errors
    /// [`EditUserError`].
    pub async fn set_status(
        &self,
        proof: Admin,
        confirmed: Option<ConfirmedAdmin>,
        id: i64,
        status: Status,
    ) -> Result<(), EditUserError> {
        let transaction = self.base.store.write_users_alone().await?;
        let (actor, user) = self.authorize_and_find(&transaction, proof, id).await?;
        if user.role == Role::Administrator && user.status != status && confirmed.is_none() {
            return Err(EditUserError::PasswordNeeded);
        }
        if status == Status::Inactive {
            self.refuse_last_administrator(&transaction, &user).await?;
            self.effects.shut_out(&transaction, id).await?;
        }
        store::users::set_status(&transaction, id, status).await?;
        if user.status != status {
            let event = actor.did_to(Action::EditUser, &user);
            let event = event.with(describe_change(
                "status",
                user.status.as_str(),
                status.as_str(),
            ));
            self.base.audit.record(&transaction, [event]).await?;
        }
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }
}
