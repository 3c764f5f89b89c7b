//! Logging in and out.

use model::login_name::TypedName;
use model::password::Password;
use model::user::{Role, Status};
use std::net::IpAddr;

use crate::hasher::HashError;
use crate::secret::Token;
use crate::store::users::User;
use crate::store::{self, StoreError};
use crate::{Accounts, sessions};

/// Longest `User-Agent` that is kept, in code points.
const USER_AGENT_KEPT: usize = 255;

/// The browser that a request comes from.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its address, as far as the proxies in front can be believed.
    pub address: IpAddr,
    /// Its `User-Agent`; any text.
    pub user_agent: String,
}

/// One try to log in.
#[derive(Clone, Debug)]
pub struct LoginTry {
    /// What was typed as the login name.
    pub name: TypedName,
    /// What was typed as the password.
    pub password: Password,
    /// **Keep me logged in**.
    pub keep: bool,
    /// Where it comes from.
    pub client: Client,
    /// The session that this browser has had until now, which ends (ASVS 5.0, 7.2.4).
    pub session: Option<Token>,
    /// What this browser got when somebody logged in from it before.
    pub device: Option<Token>,
}

/// A try that was right.
#[derive(Debug)]
pub struct LoggedIn {
    /// For the session cookie.
    pub session: Token,
    /// For the device cookie.
    pub device: Token,
    /// What the user may do, and so where to go.
    pub role: Role,
}

/// A try that was not.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// The password is wrong, nobody has that name, or the account is inactive. Which of the
    /// three, nobody is told (ASVS 5.0, 6.3.8).
    #[error("the login name or the password is wrong")]
    Refused,
    /// Too many are logging in at once.
    #[error("too many are logging in at once")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Accounts {
    /// Checks a name and a password, and starts a session.
    ///
    /// # Errors
    /// [`LoginError`].
    pub async fn log_in(&self, attempt: LoginTry) -> Result<LoggedIn, LoginError> {
        let connection = self.inner.store.connection();
        let found = store::users::find_typed(connection, &attempt.name).await?;
        let stored = found
            .as_ref()
            .and_then(|user| user.password_hash.as_deref());
        let verdict = match self.inner.hasher.verify(&attempt.password, stored).await {
            Ok(verdict) => verdict,
            Err(HashError::Busy) => return Err(LoginError::Busy),
            Err(HashError::Stored) => {
                let user = found.map(|user| user.id);
                tracing::error!(user, "the stored password hash cannot be read");
                // As long as any other refusal takes; what it finds cannot be right.
                let _ = self.inner.hasher.verify(&attempt.password, None).await;
                return Err(LoginError::Refused);
            }
        };
        let user = found
            .filter(|user| verdict.right && user.status == Status::Active)
            .ok_or(LoginError::Refused)?;
        if verdict.outdated {
            self.renew_hash(&user, &attempt.password).await?;
        }
        self.start_session(&user, attempt).await
    }

    /// Ends the session of a token, if it has one.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn log_out(&self, session: &Token) -> Result<(), StoreError> {
        store::sessions::delete(self.inner.store.connection(), session.hash()).await
    }

    /// The cost was changed since the password was set. If the pool is busy, the next login does it.
    async fn renew_hash(&self, user: &User, password: &Password) -> Result<(), StoreError> {
        let Some(old) = &user.password_hash else {
            return Ok(());
        };
        if let Ok(new) = self.inner.hasher.hash(password).await {
            let connection = self.inner.store.connection();
            store::users::renew_hash(connection, user.id, old, &new).await?;
        }
        Ok(())
    }

    async fn start_session(&self, user: &User, attempt: LoginTry) -> Result<LoggedIn, LoginError> {
        let now = self.inner.clock.now();
        let session = Token::random();
        let transaction = self.inner.store.write().await?;
        if let Some(old) = &attempt.session {
            store::sessions::delete(&transaction, old.hash()).await?;
        }
        // Only a token that we made ourselves; anybody can send any other.
        let device = match attempt.device {
            Some(token) if store::devices::is_known(&transaction, token.hash()).await? => token,
            _ => Token::random(),
        };
        store::devices::logged_in(&transaction, device.hash(), user.id, now).await?;
        let row = store::sessions::NewSession {
            token_hash: session.hash(),
            user_id: user.id,
            kept: attempt.keep,
            created_at: now,
            user_agent: &sessions::printable(&attempt.client.user_agent, USER_AGENT_KEPT),
            client_address: attempt.client.address.to_string(),
        };
        store::sessions::insert(&transaction, row).await?;
        store::users::logged_in(&transaction, user.id, now).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(LoggedIn {
            session,
            device,
            role: user.role,
        })
    }
}
