//! What an administrator sees and does of one user.

use model::lockout::Remaining;
use model::report::ReportCode;
use model::timestamp::Timestamp;
use model::user::{Role, Status};

use crate::Accounts;
use crate::lockout::Subject;
use crate::mail::Message;
use crate::sessions::Admin;
use crate::store::{self, StoreError};
use crate::tries::LoginRecord;

/// Tries that are shown.
const TRIES: u64 = 20;

/// One user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserDetails {
    /// By which other operations know them.
    pub id: i64,
    /// The login name as it was chosen.
    pub login_name: String,
    /// The name for people.
    pub display_name: String,
    /// The address, if there is one.
    pub email: Option<String>,
    /// What they may do.
    pub role: Role,
    /// Whether they can log in.
    pub status: Status,
    /// The next login leads to choosing a new password.
    pub must_change: bool,
    /// When they were added.
    pub created_at: Timestamp,
    /// When they last logged in.
    pub last_login_at: Option<Timestamp>,
    /// The lock that keeps them out, save in browsers that they have logged in with before.
    pub lock: Option<Remaining>,
    /// Where they are logged in: the number of sessions, of which some may have ended by time.
    pub sessions: u64,
    /// The newest tries to log in, the newest first.
    pub tries: Vec<LoginRecord>,
}

/// Why something was not done to a user.
#[derive(Debug, thiserror::Error)]
pub enum EditUserError {
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
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Accounts {
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
        self.write_down_tries().await?;
        let connection = self.inner.store.connection();
        let Some(user) = store::users::find(connection, id).await? else {
            return Ok(None);
        };
        let counter = store::counters::find(connection, Subject::account(id)).await?;
        let now = self.inner.clock.now();
        Ok(Some(UserDetails {
            id,
            login_name: user.login_name,
            display_name: user.display_name,
            email: user.email,
            role: user.role,
            status: user.status,
            must_change: user.must_change,
            created_at: user.created_at,
            last_login_at: user.last_login_at,
            lock: counter.lock.and_then(|lock| lock.remaining(now)),
            sessions: store::sessions::count_of(connection, id).await?,
            tries: self.tries_of(proof, id, TRIES).await?,
        }))
    }

    /// The user whom a report is about: whose account the browser tried, or whose name its report
    /// names. `None` if it is about nobody.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn user_of_report(
        &self,
        _proof: Admin,
        code: ReportCode,
    ) -> Result<Option<i64>, StoreError> {
        let connection = self.inner.store.connection();
        let tried = store::tries::user_of_browser(connection, &code.to_string()).await?;
        if tried.is_some() {
            return Ok(tried);
        }
        let report = store::reports::find(connection, &code.to_string()).await?;
        let name =
            report.and_then(|report| model::login_name::TypedName::parse(&report.login_name).ok());
        let Some(name) = name else {
            return Ok(None);
        };
        let user = store::users::find_typed(connection, &name).await?;
        Ok(user.map(|user| user.id))
    }

    /// Unlocks a user and the browsers that they have logged in with. Their password stays as it is.
    ///
    /// # Errors
    /// [`EditUserError::NoSuchUser`], or if the database fails.
    pub async fn unlock_user(&self, _proof: Admin, id: i64) -> Result<(), EditUserError> {
        let transaction = self.inner.store.write().await?;
        self.existing(&transaction, id).await?;
        store::counters::reset_all_of(&transaction, id).await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Ends all sessions of a user.
    ///
    /// # Errors
    /// [`EditUserError::NoSuchUser`], or if the database fails.
    pub async fn log_out_everywhere(&self, _proof: Admin, id: i64) -> Result<(), EditUserError> {
        let transaction = self.inner.store.write().await?;
        self.existing(&transaction, id).await?;
        store::sessions::delete_all_of(&transaction, id).await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Sends a user their login name and a link to choose a password with, also where users do not
    /// reset their passwords by themselves. Their password stays until they do.
    ///
    /// # Errors
    /// [`EditUserError`].
    pub async fn send_link(&self, _proof: Admin, id: i64) -> Result<(), EditUserError> {
        let transaction = self.inner.store.write().await?;
        let user = self.existing(&transaction, id).await?;
        if user.status != Status::Active {
            return Err(EditUserError::Inactive);
        }
        let to = user.email.ok_or(EditUserError::NoAddress)?;
        let now = self.inner.clock.now();
        self.queue_mail(&transaction, Some(id), &to, &Message::SetPassword, now)
            .await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Lets a user log in, or no longer, which ends their sessions and links. The last active
    /// administrator stays one, also when two are deactivated at the same moment.
    ///
    /// # Errors
    /// [`EditUserError`].
    pub async fn set_user_status(
        &self,
        _proof: Admin,
        id: i64,
        status: Status,
    ) -> Result<(), EditUserError> {
        let transaction = self.inner.store.write_users_alone().await?;
        let user = self.existing(&transaction, id).await?;
        if status == Status::Inactive {
            let administrator = user.role == Role::Administrator;
            if administrator && !store::users::has_other_administrator(&transaction, id).await? {
                return Err(EditUserError::LastAdministrator);
            }
            store::sessions::delete_all_of(&transaction, id).await?;
            store::links::end_all_of(&transaction, id, self.inner.clock.now()).await?;
        }
        store::users::set_status(&transaction, id, status).await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    async fn existing(
        &self,
        transaction: &impl store::Connection,
        id: i64,
    ) -> Result<store::users::User, EditUserError> {
        let user = store::users::find(transaction, id).await?;
        user.ok_or(EditUserError::NoSuchUser)
    }
}
