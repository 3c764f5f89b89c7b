//! What an administrator sees and does of one user.

use model::audit::Action;
use model::email::Email;
use model::password::{Composition, Password, PolicyError};
use model::settings::Settings;
use model::user::{Role, Status};
use zeroize::Zeroizing;

use crate::attempts::LoginRecord;
use crate::audit::Actor;
use crate::mail::Message;
use crate::new_password::PrepareError;
use crate::sessions::{Admin, ConfirmedAdmin};
use crate::store::user_fields::Updated;
use crate::store::users::User;
use crate::store::{self, StoreError};
use crate::user_changes::{change, edited};
use crate::user_list::AccountLocks;
use crate::users::{UserFields, UserInfo};
use crate::{Accounts, secret};

/// Attempts that are shown.
const TRIES: u64 = 20;
/// Words in a generated password: 1,295 to choose from each time.
const GENERATED_WORDS: usize = 5;

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
    /// The password may not be chosen.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// Too many passwords are being hashed.
    #[error("too many passwords are being checked")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<PrepareError> for EditUserError {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::Policy(error) => Self::Policy(error),
            PrepareError::Busy => Self::Busy,
            PrepareError::Store(error) => Self::Store(error),
        }
    }
}

impl Accounts {
    /// One user; `None` if there is no such user.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn user_info(&self, _proof: Admin, id: i64) -> Result<Option<UserInfo>, StoreError> {
        let user = store::users::find(self.inner.store.connection(), id).await?;
        Ok(user.map(UserInfo::from))
    }

    /// One user, with what keeps them out; `None` if there is no such user.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn user_details(
        &self,
        proof: Admin,
        id: i64,
    ) -> Result<Option<UserDetails>, StoreError> {
        // Those of the last second too.
        self.flush_rejected_attempts().await?;
        let connection = self.inner.store.connection();
        let Some(user) = store::users::find(connection, id).await? else {
            return Ok(None);
        };
        let locks = self.locks_of(&[id]).await?;
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
            sessions: store::sessions::count_of(connection, id).await?,
            attempts: self.attempts_of(proof, id, TRIES).await?,
        }))
    }

    /// Unlocks a user and the browsers that they have logged in with. Their password stays as it is.
    ///
    /// # Errors
    /// [`EditUserError::NoSuchUser`], or if the database fails.
    pub async fn unlock_user(&self, proof: Admin, id: i64) -> Result<(), EditUserError> {
        let transaction = self.inner.store.write().await?;
        let (actor, user) = self.existing(&transaction, proof, id).await?;
        store::counters::reset_all_of(&transaction, id).await?;
        self.record(&transaction, [actor.did_to(Action::Unlock, &user)])
            .await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Ends all sessions of a user.
    ///
    /// # Errors
    /// [`EditUserError::NoSuchUser`], or if the database fails.
    pub async fn log_out_everywhere(&self, proof: Admin, id: i64) -> Result<(), EditUserError> {
        let transaction = self.inner.store.write().await?;
        let (actor, user) = self.existing(&transaction, proof, id).await?;
        store::sessions::delete_all_of(&transaction, id).await?;
        self.record(&transaction, [actor.did_to(Action::EndSessions, &user)])
            .await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Sends a user their login name and a link to choose a password with, also where users do not
    /// reset their passwords by themselves. Their password stays until they do.
    ///
    /// # Errors
    /// [`EditUserError`].
    pub async fn send_link(&self, proof: Admin, id: i64) -> Result<(), EditUserError> {
        let transaction = self.inner.store.write().await?;
        let (actor, user) = self.existing(&transaction, proof, id).await?;
        if user.status != Status::Active {
            return Err(EditUserError::Inactive);
        }
        self.record(&transaction, [actor.did_to(Action::SendLink, &user)])
            .await?;
        let to = user.email.ok_or(EditUserError::NoAddress)?;
        let now = self.inner.clock.now();
        self.queue_mail(&transaction, Some(id), &to, &Message::SetPassword, now)
            .await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Makes a user's next login lead to choosing a new password.
    ///
    /// # Errors
    /// [`EditUserError::NoSuchUser`], or if the database fails.
    pub async fn ask_for_new_password(&self, proof: Admin, id: i64) -> Result<(), EditUserError> {
        let transaction = self.inner.store.write().await?;
        let (actor, user) = self.existing(&transaction, proof, id).await?;
        store::users::set_must_change(&transaction, id, true).await?;
        self.record(&transaction, [actor.did_to(Action::RequirePassword, &user)])
            .await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Lets a user log in, or no longer, which ends their sessions and links. The last active
    /// administrator stays one, also when two are deactivated at the same moment. What gives rights or
    /// takes them asks for one's own password.
    ///
    /// # Errors
    /// [`EditUserError`].
    pub async fn set_user_status(
        &self,
        proof: Admin,
        confirmed: Option<ConfirmedAdmin>,
        id: i64,
        status: Status,
    ) -> Result<(), EditUserError> {
        let transaction = self.inner.store.write_users_alone().await?;
        let (actor, user) = self.existing(&transaction, proof, id).await?;
        if user.role == Role::Administrator && user.status != status && confirmed.is_none() {
            return Err(EditUserError::PasswordNeeded);
        }
        if status == Status::Inactive {
            self.give_up_rights(&transaction, &user).await?;
            self.shut_out(&transaction, id).await?;
        }
        store::users::set_status(&transaction, id, status).await?;
        if user.status != status {
            let event = actor.did_to(Action::EditUser, &user);
            let event = event.with(change("status", user.status.as_str(), status.as_str()));
            self.record(&transaction, [event]).await?;
        }
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Changes what people enter of a user, if nobody changed it since it was of `version`. Another
    /// address or another login name ends their links, another role or status as much as it must. What
    /// gives rights, takes them or leads a mail elsewhere asks for one's own password: whoever sits down at
    /// an administrator's open screen could become anybody.
    ///
    /// # Errors
    /// [`EditUserError`].
    pub async fn save_user(
        &self,
        proof: Admin,
        confirmed: Option<ConfirmedAdmin>,
        id: i64,
        version: i32,
        fields: &UserFields,
    ) -> Result<(), EditUserError> {
        let transaction = self.inner.store.write_users_alone().await?;
        let (actor, user) = self.existing(&transaction, proof, id).await?;
        if user.version != version {
            return Err(EditUserError::VersionConflict);
        }
        // Whoever changes somebody's address can become them, by a mail.
        let address = fields.email.as_ref().map(Email::as_str);
        let lends = user.email.as_deref() != address
            || user.role != fields.role
            || (user.role == Role::Administrator && user.status != fields.status);
        if lends && confirmed.is_none() {
            return Err(EditUserError::PasswordNeeded);
        }
        if fields.role != Role::Administrator || fields.status != Status::Active {
            self.give_up_rights(&transaction, &user).await?;
        }
        match store::user_fields::update(&transaction, id, version, &fields.row()).await? {
            Updated::Done => {}
            Updated::VersionConflict => return Err(EditUserError::VersionConflict),
            Updated::Taken => return Err(EditUserError::NameTaken),
        }
        self.follow(&transaction, &user, fields).await?;
        self.record(&transaction, edited(&actor, &user, fields))
            .await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Takes a user away, with all that belongs to them.
    ///
    /// # Errors
    /// [`EditUserError`].
    pub async fn delete_user(&self, proof: ConfirmedAdmin, id: i64) -> Result<(), EditUserError> {
        let transaction = self.inner.store.write_users_alone().await?;
        let (actor, user) = self.existing(&transaction, proof.admin(), id).await?;
        self.give_up_rights(&transaction, &user).await?;
        store::users::delete(&transaction, id).await?;
        self.record(&transaction, [actor.did_to(Action::DeleteUser, &user)])
            .await?;
        transaction.commit().await.map_err(StoreError::from)?;
        // Their password's hash too.
        Ok(self.inner.store.forget_deleted().await?)
    }

    /// Sets a user's password, which ends their sessions, links and locks; whether another one is asked
    /// for at the next login is a setting. It takes one's own password first (ASVS 5.0, 6.2.3 and 7.5.3).
    ///
    /// # Errors
    /// [`EditUserError`].
    pub async fn set_user_password(
        &self,
        proof: ConfirmedAdmin,
        id: i64,
        password: &Password,
    ) -> Result<(), EditUserError> {
        let proof = proof.admin();
        let connection = self.inner.store.connection();
        let (_, user) = self.existing(connection, proof, id).await?;
        if user.status != Status::Active {
            return Err(EditUserError::Inactive);
        }
        let hash = self.prepare(&user, password).await?;
        let transaction = self.inner.store.write().await?;
        // Hashing takes its time, in which they may have been demoted.
        let (actor, _) = self.existing(&transaction, proof, id).await?;
        let must_change = self.settings_in(&transaction).await?.forces_change();
        let event = actor.did_to(Action::SetPassword, &user);
        if !self
            .put_set(&transaction, &user, &hash, must_change, event)
            .await?
        {
            return Err(EditUserError::VersionConflict);
        }
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// A password that can be read aloud and that the policy allows: five common short words, 51
    /// bits of chance, or more words where it asks for more characters.
    /// Where characters of certain kinds are asked for, they stand at its end.
    #[must_use]
    pub fn generate_password(
        &self,
        _proof: Admin,
        settings: &Settings,
        role: Role,
    ) -> Zeroizing<String> {
        let ending = match settings.password_policy(role).composition {
            Composition::Any => "",
            Composition::LettersAndDigits | Composition::BothCasesAndDigits | Composition::All => {
                "-A1"
            }
        };
        let policy = settings.password_policy(role);
        let mut number = GENERATED_WORDS;
        loop {
            let mut text = secret::words(number);
            text.push_str(ending);
            let password = Password::parse(&text);
            if password.is_ok_and(|password| policy.check(&password, &[]).is_ok()) {
                return text;
            }
            number += 1;
        }
    }

    /// Refuses what would leave nobody to manage users. To be asked while nobody else changes any.
    async fn give_up_rights(
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
    async fn existing(
        &self,
        transaction: &impl store::Connection,
        proof: Admin,
        id: i64,
    ) -> Result<(Actor, User), EditUserError> {
        let actor = self.administrator(transaction, proof).await?;
        let actor = actor.ok_or(EditUserError::NotAllowed)?;
        let user = store::users::find(transaction, id).await?;
        Ok((actor, user.ok_or(EditUserError::NoSuchUser)?))
    }
}
