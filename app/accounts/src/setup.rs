//! The first administrator.

use model::audit::Action;
use model::email::Email;
use model::login_name::LoginName;
use model::password::{Password, PolicyError};
use model::user::Role;

use crate::Accounts;
use crate::audit::{Actor, Origin};
use crate::hasher::HashError;
use crate::new_password::PrepareError;
use crate::secret::Code;
use crate::store::{self, StoreError};
use crate::users::{UserFields, added};

/// Why the first administrator was not made.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// There is one already.
    #[error("an administrator exists already")]
    AlreadySetUp,
    /// No server printed that code.
    #[error("the set-up code is wrong")]
    Code,
    /// The password may not be chosen.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The login name is taken, by an ordinary user.
    #[error("the login name is taken")]
    NameTaken,
    /// Too many passwords are being hashed.
    #[error("too many passwords are being checked")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<PrepareError> for SetupError {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::Policy(error) => Self::Policy(error),
            PrepareError::Busy => Self::Busy,
            PrepareError::Store(error) => Self::Store(error),
        }
    }
}

impl Accounts {
    /// Whether set-up is over: an administrator exists.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn is_set_up(&self) -> Result<bool, StoreError> {
        store::users::has_administrator(self.inner.store.connection()).await
    }

    /// A code that proves who has a server's own output before them, if there is no administrator
    /// yet. Only its hash is stored, so that each of several servers knows those of the others; all
    /// of them are forgotten as soon as an administrator exists.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn make_setup_code(&self) -> Result<Option<Code>, StoreError> {
        if self.is_set_up().await? {
            return Ok(None);
        }
        let (code, now) = (Code::random(), self.inner.clock.now());
        store::setup_codes::insert(self.inner.store.connection(), code.hash(), now).await?;
        Ok(Some(code))
    }

    /// Makes the first administrator. Of two who try at once, one succeeds.
    ///
    /// # Errors
    /// [`SetupError`].
    pub async fn set_up(
        &self,
        code: &str,
        login_name: LoginName,
        email: Email,
        password: &Password,
        origin: Origin,
    ) -> Result<(), SetupError> {
        let code = Code::typed(code).hash();
        // The code first: whoever has set up meanwhile has forgotten it too.
        let known = store::setup_codes::is_known(self.inner.store.connection(), code).await?;
        if self.is_set_up().await? {
            return Err(SetupError::AlreadySetUp);
        }
        if !known {
            return Err(SetupError::Code);
        }
        let settings = self.settings().await?;
        let names = [login_name.as_str(), email.as_str()];
        self.check_policy(&settings, Role::Administrator, password, &names)
            .await?;
        let password_hash = match self.inner.hasher.hash(password).await {
            Ok(hash) => hash,
            Err(HashError::Busy | HashError::Stored) => return Err(SetupError::Busy),
        };
        let user = UserFields {
            email: Some(email),
            role: Role::Administrator,
            ..UserFields::new(login_name)
        };
        let transaction = self.inner.store.write_users_alone().await?;
        if store::users::has_administrator(&transaction).await? {
            return Err(SetupError::AlreadySetUp);
        }
        let row = store::user_fields::NewUser {
            fields: user.row(),
            password_hash: Some(&password_hash),
            must_change: false,
            created_at: self.inner.clock.now(),
        };
        let id = store::user_fields::insert(&transaction, &row).await?;
        let id = id.ok_or(SetupError::NameTaken)?;
        let event = added(Actor::nobody(origin).did(Action::SetUp), id, &user);
        self.record(&transaction, [event]).await?;
        store::setup_codes::delete_all(&transaction).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }
}
