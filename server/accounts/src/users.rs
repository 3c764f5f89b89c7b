//! Adding and listing users.

use model::email::Email;
use model::login_name::LoginName;
use model::password::{Password, PolicyError};
use model::timestamp::Timestamp;
use model::user::{Role, Status};

use crate::Accounts;
use crate::hasher::HashError;
use crate::sessions::Admin;
use crate::store::{self, StoreError};

/// A user to be added.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The login name; the display name until it is given another.
    pub login_name: LoginName,
    /// The address for mails, if there is one.
    pub email: Option<Email>,
    /// What they may do.
    pub role: Role,
}

impl NewUser {
    pub(crate) fn row<'a>(
        &'a self,
        password_hash: &'a str,
        now: Timestamp,
    ) -> store::users::NewUser<'a> {
        store::users::NewUser {
            login_name: &self.login_name,
            display_name: self.login_name.as_str(),
            email: self.email.as_ref(),
            password_hash,
            role: self.role,
            created_at: now,
        }
    }
}

/// A user in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedUser {
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
    /// When they last did.
    pub last_login_at: Option<Timestamp>,
}

/// Why a user was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddUserError {
    /// Somebody has that login name.
    #[error("the login name is taken")]
    NameTaken,
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

/// Users on a page of the list.
const PAGE: u64 = 50;

/// What a list of users is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserSearch {
    /// In any part of the login name, the name or the address, whatever its case; nothing finds all.
    pub text: String,
    /// Only those.
    pub status: Option<Status>,
    /// [`UserPage::next`] of the page before.
    pub after: String,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserPage {
    /// By login name.
    pub users: Vec<ListedUser>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

impl Accounts {
    /// Adds a user, for whoever has the server's own command line.
    ///
    /// # Errors
    /// [`AddUserError`].
    pub async fn add_user(&self, user: NewUser, password: &Password) -> Result<(), AddUserError> {
        let email = user.email.as_ref().map(Email::as_str);
        self.check_policy(password, user.login_name.as_str(), email)?;
        let password_hash = match self.inner.hasher.hash(password).await {
            Ok(hash) => hash,
            Err(HashError::Busy | HashError::Stored) => return Err(AddUserError::Busy),
        };
        let row = user.row(&password_hash, self.inner.clock.now());
        store::users::insert(self.inner.store.connection(), row)
            .await?
            .map(|_id| ())
            .ok_or(AddUserError::NameTaken)
    }

    /// Lets a user in, or no longer, which ends all their sessions; whether there is such a user.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn set_status(&self, name: &LoginName, status: Status) -> Result<bool, StoreError> {
        let transaction = self.inner.store.write().await?;
        let Some(id) = store::users::find_id(&transaction, name).await? else {
            return Ok(false);
        };
        store::users::set_status(&transaction, id, status).await?;
        if status == Status::Inactive {
            store::sessions::delete_all_of(&transaction, id).await?;
        }
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(true)
    }

    /// How many users have a password hash that was made at another cost than today's; each is made
    /// anew when its user next logs in.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn outdated_hashes(&self) -> Result<u64, StoreError> {
        let today = self.inner.hasher.prefix();
        store::users::count_other_hashes(self.inner.store.connection(), &today).await
    }

    /// A page of the list of users, by login name.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn list_users(
        &self,
        _proof: Admin,
        search: &UserSearch,
    ) -> Result<UserPage, StoreError> {
        let text = model::user::search_text(&search.text);
        let wanted = store::users::Wanted {
            text: &text,
            status: search.status,
            after: &search.after,
        };
        let connection = self.inner.store.connection();
        let mut users = store::users::list(connection, &wanted, PAGE + 1).await?;
        let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = users.len() > page;
        users.truncate(page);
        let next = users.last().filter(|_| more).map(|(key, _)| key.clone());
        let users = users
            .into_iter()
            .map(|(_, user)| ListedUser {
                id: user.id,
                login_name: user.login_name,
                display_name: user.display_name,
                email: user.email,
                role: user.role,
                status: user.status,
                last_login_at: user.last_login_at,
            })
            .collect();
        Ok(UserPage { users, next })
    }
}
