//! Sessions: who holds a token, and what ends.

use crate::audit::Action;
use model::timestamp::{Duration, Timestamp};
use model::user::Status;

use crate::audit::Actor;
use crate::base::Base;
use crate::client::{Client, Origin};
use crate::current_user::{CONFIRMED_FOR, CurrentUser};
use crate::secret::{Token, TokenHash};
use crate::store::sessions::NewSession;
use crate::store::{self, StoreError};

/// A session's last use is written at most this often, so that reading pages writes little.
const TOUCHED_EVERY: Duration = Duration::minutes(1);
/// Sessions of an account at once; a new one ends the one that was used longest ago.
const MAX_SESSIONS_PER_USER: u64 = 100;

/// A session of one's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// By which it is ended.
    pub id: i64,
    /// The one of this browser.
    pub is_this: bool,
    /// **Keep me logged in** was chosen.
    pub kept: bool,
    /// When somebody logged in.
    pub started_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Timestamp,
    /// When it ends if it is not used any more.
    pub ends_at: Timestamp,
    /// The browser's `User-Agent`; any text.
    pub user_agent: String,
    /// From which address somebody logged in.
    pub client_address: String,
}

/// The sessions of all accounts.
#[derive(Clone)]
pub struct Sessions {
    pub(crate) base: Base,
}

impl Sessions {
    /// Who holds this token; nobody, once its session has ended or its account is inactive.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn current_user(
        &self,
        token: &Token,
        origin: Origin,
    ) -> Result<Option<CurrentUser>, StoreError> {
        let connection = self.base.store.connection();
        let Some(session) = store::sessions::find(connection, token.hash()).await? else {
            return Ok(None);
        };
        let now = self.base.clock.now();
        let settings = self.base.settings.in_force().await?;
        let rules = settings.session_rules();
        let end = rules.end(session.created_at, session.last_seen_at, session.kept);
        if now >= end || session.user.status != Status::Active {
            store::sessions::delete(connection, token.hash()).await?;
            return Ok(None);
        }
        if now.since(session.last_seen_at) >= TOUCHED_EVERY {
            store::sessions::touch(connection, session.id, now).await?;
        }
        let lifetime = settings.password_lifetime(session.user.role);
        Ok(Some(CurrentUser {
            password_expires_at: lifetime
                .map(|lifetime| session.user.password_changed_at.after(lifetime)),
            session_id: session.id,
            origin,
            user_id: session.user.id,
            login_name: session.user.login_name,
            display_name: session.user.display_name,
            email: session.user.email,
            language: session.user.language,
            role: session.user.role,
            confirmed: now.since(session.confirmed_at) < CONFIRMED_FOR,
        }))
    }

    /// Starts a session.
    pub(super) async fn start(
        &self,
        transaction: &impl store::Connection,
        token: &Token,
        user_id: i64,
        kept: bool,
        client: &Client,
    ) -> Result<(), StoreError> {
        let session = NewSession {
            token_hash: token.hash(),
            user_id,
            kept,
            created_at: self.base.clock.now(),
            user_agent: &client.kept_user_agent(),
            client_address: client.address.to_string(),
        };
        store::sessions::insert(transaction, session).await?;
        store::sessions::keep_newest(transaction, user_id, MAX_SESSIONS_PER_USER).await
    }

    /// Ends the session of a token.
    pub(super) async fn end(
        &self,
        transaction: &impl store::Connection,
        token: &Token,
    ) -> Result<(), StoreError> {
        store::sessions::delete(transaction, token.hash()).await
    }

    /// Notes that its password was entered just now; whether there still is such a session.
    pub(super) async fn confirm(&self, token: TokenHash) -> Result<bool, StoreError> {
        store::sessions::confirm(self.base.store.connection(), token, self.base.clock.now()).await
    }

    /// Ends the session of somebody who is logged in.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn log_out(&self, current_user: &CurrentUser) -> Result<(), StoreError> {
        let transaction = self.base.store.write().await?;
        let (user_id, session_id) = (current_user.user_id, current_user.session_id);
        store::sessions::delete_of(&transaction, user_id, session_id).await?;
        let event = Actor::current_user(current_user).did(Action::LogOut);
        self.base.audit.record(&transaction, [event]).await?;
        transaction.commit().await.map_err(StoreError::from)
    }

    /// One's own, the one that was used last first.
    pub(crate) async fn of_current_user(
        &self,
        current_user: &CurrentUser,
    ) -> Result<Vec<OwnSession>, StoreError> {
        let connection = self.base.store.connection();
        let rules = self.base.settings.in_force().await?.session_rules();
        let now = self.base.clock.now();
        let sessions = store::sessions::all_of(connection, current_user.user_id).await?;
        let sessions = sessions.into_iter().map(|session| OwnSession {
            id: session.id,
            is_this: session.id == current_user.session_id,
            kept: session.kept,
            started_at: session.created_at,
            last_used_at: session.last_seen_at,
            ends_at: rules.end(session.created_at, session.last_seen_at, session.kept),
            user_agent: session.user_agent,
            client_address: session.client_address,
        });
        Ok(sessions.filter(|session| now < session.ends_at).collect())
    }

    /// Ends a session of one's own; whether there was one of that number.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn end_own(&self, current_user: &CurrentUser, id: i64) -> Result<bool, StoreError> {
        let transaction = self.base.store.write().await?;
        if !store::sessions::delete_of(&transaction, current_user.user_id, id).await? {
            return Ok(false);
        }
        let event = Actor::current_user(current_user).did(Action::EndSessions);
        self.base
            .audit
            .record(&transaction, [event.with("one of their own")])
            .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Ends all sessions of one's own but this.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn end_own_others(&self, current_user: &CurrentUser) -> Result<(), StoreError> {
        let transaction = self.base.store.write().await?;
        let (user_id, kept) = (current_user.user_id, current_user.session_id);
        if !self.end_others(&transaction, user_id, kept).await? {
            return Ok(());
        }
        let event = Actor::current_user(current_user).did(Action::EndSessions);
        self.base
            .audit
            .record(&transaction, [event.with("all others of their own")])
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Ends all sessions of a user.
    pub(crate) async fn end_all(
        &self,
        transaction: &impl store::Connection,
        user_id: i64,
    ) -> Result<(), StoreError> {
        store::sessions::delete_all_of(transaction, user_id).await
    }

    /// Ends all sessions of a user but one; whether there were any.
    pub(crate) async fn end_others(
        &self,
        transaction: &impl store::Connection,
        user_id: i64,
        kept: i64,
    ) -> Result<bool, StoreError> {
        store::sessions::delete_all_but(transaction, user_id, kept).await
    }

    /// How many sessions a user has, of which some may have ended by time.
    pub(crate) async fn count_of(&self, user_id: i64) -> Result<u64, StoreError> {
        store::sessions::count_of(self.base.store.connection(), user_id).await
    }

    /// Forgets those that have ended; how many.
    pub(crate) async fn clean_up(&self, now: Timestamp) -> Result<u64, StoreError> {
        let rules = self.base.settings.in_force().await?.session_rules();
        store::sessions::delete_ended(self.base.store.connection(), &rules, now).await
    }
}
