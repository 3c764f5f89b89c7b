//! The administrator's Edit User screen: saving what was entered, and deleting.

use crate::audit::Action;
use model::email::Email;
use model::user::{Role, Status};

use super::Users;
use super::effects::edited_event;
use super::fields::UserFields;
use crate::audit::Actor;
use crate::current_user::{Admin, ConfirmedAdmin};
use crate::recovery::NewPasswordError;
use crate::store::user_fields::UpdateResult;
use crate::store::users::User;
use crate::store::{self, StoreError};

/// Why something was not done to a user.
#[derive(Debug, thiserror::Error)]
pub enum EditUserError {
    /// Whoever asks is an active administrator no longer.
    #[error("only active administrators may")]
    NotAllowed,
    /// There is no such user any more.
    #[error("there is no such user")]
    NoSuchUser,
    /// Nobody could manage users any more.
    #[error("this is the last active administrator")]
    LastAdministrator,
    /// There is nowhere to send a mail to.
    #[error("the user has no address")]
    NoAddress,
    /// A link is good for nothing to somebody who cannot log in.
    #[error("the user is inactive")]
    Inactive,
    /// The user was changed since the form was shown.
    #[error("the user was changed meanwhile")]
    VersionConflict,
    /// Somebody has the login name.
    #[error("the login name is taken")]
    NameTaken,
    /// It takes one's own password, entered not long ago.
    #[error("the own password is needed")]
    PasswordNeeded,
    /// The password was not taken.
    #[error(transparent)]
    Password(#[from] NewPasswordError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Users {
    /// Changes what people enter of a user, if nobody changed it since it was of `version`. Another
    /// address or another login name ends their links, another role or status as much as it must. What
    /// gives rights, takes them or leads a mail elsewhere asks for one's own password: whoever sits down at
    /// an administrator's open screen could become anybody.
    ///
    /// # Errors
    /// [`EditUserError`].
    pub async fn save(
        &self,
        proof: Admin,
        confirmed: Option<ConfirmedAdmin>,
        id: i64,
        version: i32,
        fields: &UserFields,
    ) -> Result<(), EditUserError> {
        let transaction = self.base.store.write_users_alone().await?;
        let (actor, user) = self.authorize_and_find(&transaction, proof, id).await?;
        if user.version != version {
            return Err(EditUserError::VersionConflict);
        }
        // Whoever changes somebody's address can become them, by a mail.
        let address = fields.email.as_ref().map(Email::as_str);
        let needs_reauthentication = user.email.as_deref() != address
            || user.role != fields.role
            || (user.role == Role::Administrator && user.status != fields.status);
        if needs_reauthentication && confirmed.is_none() {
            return Err(EditUserError::PasswordNeeded);
        }
        if fields.role != Role::Administrator || fields.status != Status::Active {
            self.refuse_last_administrator(&transaction, &user).await?;
        }
        match store::user_fields::update(&transaction, id, version, &fields.row()).await? {
            UpdateResult::Updated => {}
            UpdateResult::VersionConflict => return Err(EditUserError::VersionConflict),
            UpdateResult::NameTaken => return Err(EditUserError::NameTaken),
        }
        self.effects
            .apply_user_change_effects(&transaction, &user, fields)
            .await?;
        self.base
            .audit
            .record(&transaction, edited_event(&actor, &user, fields))
            .await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Takes a user away, with all that belongs to them.
    ///
    /// # Errors
    /// [`EditUserError`].
    pub async fn delete(&self, proof: ConfirmedAdmin, id: i64) -> Result<(), EditUserError> {
        let transaction = self.base.store.write_users_alone().await?;
        let (actor, user) = self
            .authorize_and_find(&transaction, proof.admin(), id)
            .await?;
        self.refuse_last_administrator(&transaction, &user).await?;
        store::users::delete(&transaction, id).await?;
        self.base
            .audit
            .record(&transaction, [actor.did_to(Action::DeleteUser, &user)])
            .await?;
        transaction.commit().await.map_err(StoreError::from)?;
        // Their password's hash too.
        Ok(self.base.store.forget_deleted().await?)
    }

    /// Refuses what would leave nobody to manage users. To be asked while nobody else changes any.
    pub(super) async fn refuse_last_administrator(
        &self,
        transaction: &impl store::Connection,
        user: &User,
    ) -> Result<(), EditUserError> {
        let in_charge = user.role == Role::Administrator && user.status == Status::Active;
        if in_charge && !store::users::has_other_administrator(transaction, user.id).await? {
            return Err(EditUserError::LastAdministrator);
        }
        Ok(())
    }

    /// The user, for somebody who still may. A request that is long under way may have begun when they
    /// were an administrator.
    pub(super) async fn authorize_and_find(
        &self,
        transaction: &impl store::Connection,
        proof: Admin,
        id: i64,
    ) -> Result<(Actor, User), EditUserError> {
        let actor = Actor::administrator(transaction, proof).await?;
        let actor = actor.ok_or(EditUserError::NotAllowed)?;
        let user = store::users::find(transaction, id).await?;
        Ok((actor, user.ok_or(EditUserError::NoSuchUser)?))
    }
}
