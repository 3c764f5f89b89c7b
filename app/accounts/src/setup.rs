//! The first administrator.

use crate::audit::Action;
use model::email::Email;
use model::login_name::LoginName;
use model::password::Password;
use model::user::Role;

use crate::audit::Actor;
use crate::base::Base;
use crate::client::Origin;
use crate::recovery::{NewPasswordError, NewPasswords};
use crate::secret::Code;
use crate::store::{self, StoreError};
use crate::users::{UserFields, added_event};

/// Why the first administrator was not made.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// There is one already.
    #[error("an administrator exists already")]
    AlreadySetUp,
    /// No server printed that code.
    #[error("the set-up code is wrong")]
    Code,
    /// The password was not taken.
    #[error(transparent)]
    Password(#[from] NewPasswordError),
    /// The login name is taken, by an ordinary user.
    #[error("the login name is taken")]
    NameTaken,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sets the portal up.
#[derive(Clone)]
pub struct Setup {
    pub(crate) base: Base,
    pub(crate) new_passwords: NewPasswords,
}

impl Setup {
    /// Whether set-up is over: an administrator exists.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn is_done(&self) -> Result<bool, StoreError> {
        store::users::has_administrator(self.base.store.connection()).await
    }

    /// A code that proves who has a server's own output before them, if there is no administrator
    /// yet. Only its hash is stored, so that each of several servers knows those of the others; all
    /// of them are forgotten as soon as an administrator exists.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn make_code(&self) -> Result<Option<Code>, StoreError> {
        if self.is_done().await? {
            return Ok(None);
        }
        let (code, now) = (Code::random(), self.base.clock.now());
        store::setup_codes::insert(self.base.store.connection(), code.hash(), now).await?;
        Ok(Some(code))
    }

    /// Makes the first administrator. Of two who try at once, one succeeds.
    ///
    /// # Errors
    /// [`SetupError`].
    pub async fn run(
        &self,
        code: &str,
        login_name: LoginName,
        email: Email,
        password: &Password,
        origin: Origin,
    ) -> Result<(), SetupError> {
        let code = Code::typed(code).hash();
        // The code first: whoever has set up meanwhile has forgotten it too.
        let known = store::setup_codes::is_known(self.base.store.connection(), code).await?;
        if self.is_done().await? {
            return Err(SetupError::AlreadySetUp);
        }
        if !known {
            return Err(SetupError::Code);
        }
        let names = [login_name.as_str(), email.as_str()];
        let password_hash = self
            .new_passwords
            .validate_and_hash_first(Role::Administrator, password, &names)
            .await?;
        let user = UserFields {
            email: Some(email),
            role: Role::Administrator,
            ..UserFields::new(login_name)
        };
        let transaction = self.base.store.write_users_alone().await?;
        if store::users::has_administrator(&transaction).await? {
            return Err(SetupError::AlreadySetUp);
        }
        let row = store::user_fields::NewUser {
            fields: user.row(),
            password_hash: Some(&password_hash),
            must_change: false,
            created_at: self.base.clock.now(),
        };
        let id = store::user_fields::insert(&transaction, &row).await?;
        let id = id.ok_or(SetupError::NameTaken)?;
        let event = added_event(Actor::nobody(origin).did(Action::SetUp), id, &user);
        self.base.audit.record(&transaction, [event]).await?;
        store::setup_codes::delete_all(&transaction).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }
}
