//! What people see and change of their own account, besides the password.

use model::audit::Action;
use model::bucket::{EMAIL_CHANGES, LANGUAGE_CHANGES};
use model::email::Email;
use model::link::LinkError;
use model::lockout::Remaining;
use model::timestamp::Timestamp;
use model::user::{Language, Status};

use crate::attempts::LoginRecord;
use crate::audit::Actor;
use crate::login::Client;
use crate::mail::{CONFIRM_EMAIL, Message};
use crate::secret::Token;
use crate::sessions::CurrentUser;
use crate::store::links::Purpose;
use crate::store::users::User;
use crate::store::{self, StoreError};
use crate::user_changes::change;
use crate::{Accounts, rate_limit};

/// Attempts that are shown.
const TRIES: u64 = 20;

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

/// One's own account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAccount {
    /// Where somebody is logged in, the one that was used last first.
    pub sessions: Vec<OwnSession>,
    /// The newest attempts to log in, the newest first: also those of others.
    pub attempts: Vec<LoginRecord>,
    /// Which language Latchkey speaks to them.
    pub language: Language,
}

/// Why no mail was sent to a new address.
#[derive(Debug, thiserror::Error)]
pub enum AskForEmailError {
    /// One's own password is to be entered first (ASVS 5.0, 7.5.1).
    #[error("the own password is needed")]
    PasswordNeeded,
    /// It is the address that the account has.
    #[error("the account has this address")]
    Same,
    /// Too many were asked for.
    #[error("too many mails were asked for")]
    TooMany(Remaining),
    /// The account is gone or inactive.
    #[error("the account was changed meanwhile")]
    Outdated,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a language was not changed.
#[derive(Debug, thiserror::Error)]
pub enum SetLanguageError {
    /// It was changed too often: each time is an entry of the audit log.
    #[error("the language was changed too often")]
    TooMany(Remaining),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an address was not changed with a link.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmEmailError {
    /// The link is good for nothing.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A link that confirms an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEmail {
    /// Whose address it becomes.
    pub login_name: String,
    /// Which address.
    pub email: String,
    /// Tells the link from others, so that a page that was made for one is not sent with another. No
    /// secret.
    pub id: String,
}

impl Accounts {
    /// What somebody sees of their own account.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn own_account(&self, current_user: &CurrentUser) -> Result<OwnAccount, StoreError> {
        // Those of the last second too.
        self.flush_rejected_attempts().await?;
        let connection = self.inner.store.connection();
        let rules = self.settings().await?.session_rules();
        let now = self.inner.clock.now();
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
        let attempts = store::attempts::newest_of(connection, current_user.user_id, TRIES).await?;
        let user = store::users::find(connection, current_user.user_id).await?;
        Ok(OwnAccount {
            sessions: sessions.filter(|session| now < session.ends_at).collect(),
            attempts: attempts.into_iter().map(LoginRecord::from).collect(),
            language: user.map(|user| user.language).unwrap_or_default(),
        })
    }

    /// Ends a session of one's own; whether there was one of that number.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn end_session(
        &self,
        current_user: &CurrentUser,
        id: i64,
    ) -> Result<bool, StoreError> {
        let transaction = self.inner.store.write().await?;
        if !store::sessions::delete_of(&transaction, current_user.user_id, id).await? {
            return Ok(false);
        }
        let event = Actor::current_user(current_user).did(Action::EndSessions);
        self.record(&transaction, [event.with("one of their own")])
            .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Ends all sessions of one's own but this.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn end_other_sessions(&self, current_user: &CurrentUser) -> Result<(), StoreError> {
        let transaction = self.inner.store.write().await?;
        let kept = current_user.session_id;
        if !store::sessions::delete_all_but(&transaction, current_user.user_id, kept).await? {
            return Ok(());
        }
        let event = Actor::current_user(current_user).did(Action::EndSessions);
        self.record(&transaction, [event.with("all others of their own")])
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Changes one's own language.
    ///
    /// # Errors
    /// [`SetLanguageError`].
    pub async fn set_own_language(
        &self,
        current_user: &CurrentUser,
        language: Language,
    ) -> Result<(), SetLanguageError> {
        let transaction = self.inner.store.write().await?;
        let user = store::users::find(&transaction, current_user.user_id).await?;
        let Some(user) = user.filter(|user| user.language != language) else {
            return Ok(());
        };
        let (from, now) = (format!("language of {}", user.id), self.inner.clock.now());
        rate_limit::count(&transaction, &from, LANGUAGE_CHANGES, now)
            .await?
            .map_err(SetLanguageError::TooMany)?;
        store::users::set_language(&transaction, user.id, language).await?;
        let event = Actor::current_user(current_user).did(Action::ChangeLanguage);
        let details = change("language", user.language.as_str(), language.as_str());
        self.record(&transaction, [event.with(details)]).await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Sends a link to an address that somebody wants to have. Until it is used, theirs stays as it is.
    ///
    /// # Errors
    /// [`AskForEmailError`].
    pub async fn ask_for_email(
        &self,
        current_user: &CurrentUser,
        email: &Email,
        client: &Client,
    ) -> Result<(), AskForEmailError> {
        if !current_user.confirmed {
            return Err(AskForEmailError::PasswordNeeded);
        }
        let transaction = self.inner.store.write().await?;
        let now = self.inner.clock.now();
        let user = store::users::find(&transaction, current_user.user_id).await?;
        let active = user.filter(|user| user.status == Status::Active);
        let user = active.ok_or(AskForEmailError::Outdated)?;
        if user.email.as_deref() == Some(email.as_str()) {
            return Err(AskForEmailError::Same);
        }
        let from = format!("email of {}", user.id);
        rate_limit::count(&transaction, &from, EMAIL_CHANGES, now)
            .await?
            .map_err(AskForEmailError::TooMany)?;
        // Of several that were not sent, the last is meant.
        store::mails::delete_unsent_of(&transaction, CONFIRM_EMAIL, user.id).await?;
        let message = Message::ConfirmEmail {
            asked: client.circumstances(now),
        };
        self.queue_mail(&transaction, Some(user.id), email.as_str(), &message, now)
            .await?;
        let event = Actor::current_user(current_user).did(Action::AskForEmail);
        self.record(&transaction, [event.with(format!("e-mail: {email}"))])
            .await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }

    /// What a link that confirms an address is good for. It spends nothing, however often it is asked.
    ///
    /// # Errors
    /// [`ConfirmEmailError`].
    pub async fn open_email_link(&self, token: &Token) -> Result<NewEmail, ConfirmEmailError> {
        let (user, email) = self.good_email_link(token).await?;
        Ok(NewEmail {
            login_name: user.login_name,
            email: email.to_string(),
            id: token.hash().fingerprint(),
        })
    }

    async fn good_email_link(&self, token: &Token) -> Result<(User, Email), ConfirmEmailError> {
        let connection = self.inner.store.connection();
        let link = store::links::find(connection, token.hash()).await?;
        let Some(link) = link.filter(|link| link.purpose == Purpose::Email) else {
            return Err(LinkError::Incomplete.into());
        };
        if let Some(end) = link.end {
            return Err(LinkError::from(end).into());
        }
        if link.expires_at <= self.inner.clock.now() {
            return Err(LinkError::Expired.into());
        }
        let email = link.email.as_deref().map(Email::parse);
        match (store::users::find(connection, link.user_id).await?, email) {
            (Some(user), Some(Ok(email))) if user.status == Status::Active => Ok((user, email)),
            _ => Err(LinkError::Outdated.into()),
        }
    }

    /// Makes an address that of the account whose link this is, for whoever is logged in to it; spends the
    /// link, and tells the address that the account had. Its other links end.
    ///
    /// # Errors
    /// [`ConfirmEmailError`].
    pub async fn confirm_email(
        &self,
        current_user: &CurrentUser,
        token: &Token,
        link_id: &str,
        client: &Client,
    ) -> Result<(), ConfirmEmailError> {
        if token.hash().fingerprint() != link_id {
            return Err(LinkError::Mixed.into());
        }
        let (user, email) = self.good_email_link(token).await?;
        let id = user.id;
        // Who mistypes their address has a stranger get the link: a mailbox alone is not enough.
        if id != current_user.user_id {
            return Err(LinkError::Mixed.into());
        }
        let transaction = self.inner.store.write().await?;
        let now = self.inner.clock.now();
        // The user first, then their links, as everywhere: else two would wait for each other.
        let user = store::users::hold(&transaction, id).await?;
        let Some(user) = user.filter(|user| user.status == Status::Active) else {
            return Err(LinkError::Outdated.into());
        };
        if !store::links::spend(&transaction, token.hash(), now).await? {
            // Somebody was faster with the same link.
            return Err(LinkError::Used.into());
        }
        store::user_fields::set_email(&transaction, id, &email).await?;
        self.end_links(&transaction, id).await?;
        if let Some(old) = &user.email {
            let message = Message::EmailChanged {
                change: client.circumstances(now),
            };
            self.queue_mail(&transaction, Some(id), old, &message, now)
                .await?;
        }
        let before = user.email.as_deref().unwrap_or("none");
        let event = Actor::user(&user, client.origin()).did(Action::ChangeEmail);
        let details = change("e-mail", before, email.as_str());
        self.record(&transaction, [event.with(details)]).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }
}
