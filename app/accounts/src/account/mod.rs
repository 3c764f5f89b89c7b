//! What people see and change of their own account.

mod change_password;
mod email;

use crate::audit::Action;
use model::bucket::LANGUAGE_CHANGES;
use model::lockout::Remaining;
use model::user::Language;

use crate::audit::{Actor, describe_change};
use crate::base::Base;
use crate::current_user::CurrentUser;
use crate::links::Links;
use crate::login::{Attempts, LoginRecord, OwnPasswordCheck, OwnSession, Sessions, rate_limit};
use crate::mail::Mailer;
use crate::recovery::NewPasswords;
use crate::store::{self, StoreError};
use crate::tasks::Tasks;

pub use change_password::{ChangePassword, ChangePasswordError};
pub use email::{AskForEmailError, ConfirmEmailError, NewEmail};

/// Attempts that are shown.
const ATTEMPTS: u64 = 20;

/// One's own account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountOverview {
    /// Where somebody is logged in, the one that was used last first.
    pub sessions: Vec<OwnSession>,
    /// The newest attempts to log in, the newest first: also those of others.
    pub attempts: Vec<LoginRecord>,
    /// Which language Latchkey speaks to them.
    pub language: Language,
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

/// Shows people their own account, and changes it.
#[derive(Clone)]
pub struct OwnAccount {
    pub(crate) base: Base,
    pub(crate) mailer: Mailer,
    pub(crate) links: Links,
    pub(crate) sessions: Sessions,
    pub(crate) attempts: Attempts,
    pub(crate) own_password: OwnPasswordCheck,
    pub(crate) new_passwords: NewPasswords,
    pub(crate) tasks: Tasks,
}

impl OwnAccount {
    /// What somebody sees of their own account.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn overview(
        &self,
        current_user: &CurrentUser,
    ) -> Result<AccountOverview, StoreError> {
        let connection = self.base.store.connection();
        let id = current_user.user_id;
        let user = store::users::find(connection, id).await?;
        Ok(AccountOverview {
            sessions: self.sessions.of_current_user(current_user).await?,
            attempts: self.attempts.of_account(id, ATTEMPTS).await?,
            language: user.map(|user| user.language).unwrap_or_default(),
        })
    }

    /// Changes one's own language.
    ///
    /// # Errors
    /// [`SetLanguageError`].
    pub async fn set_language(
        &self,
        current_user: &CurrentUser,
        language: Language,
    ) -> Result<(), SetLanguageError> {
        let transaction = self.base.store.write().await?;
        let user = store::users::find(&transaction, current_user.user_id).await?;
        let Some(user) = user.filter(|user| user.language != language) else {
            return Ok(());
        };
        let (from, now) = (format!("language of {}", user.id), self.base.clock.now());
        rate_limit::count(&transaction, &from, LANGUAGE_CHANGES, now)
            .await?
            .map_err(SetLanguageError::TooMany)?;
        store::users::set_language(&transaction, user.id, language).await?;
        let event = Actor::current_user(current_user).did(Action::ChangeLanguage);
        let details = describe_change("language", user.language.as_str(), language.as_str());
        self.base
            .audit
            .record(&transaction, [event.with(details)])
            .await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }
}
