//! Logging in: a name and a password for a session, or for a link to a new password.

use crate::audit::Action;
use crate::settings::Settings;
use model::finding::Findings;
use model::link::CHANGE_LIFETIME;
use model::login_attempt::LoginOutcome;
use model::login_name::TypedName;
use model::password::Password;
use model::report::ReportCode;
use model::timestamp::{Duration, Timestamp};
use model::user::{Role, Status};
use std::sync::Arc;

use super::attempts::{AttemptContext, LoginError};
use super::counts::{LoginCounts, LoginMetric};
use super::hasher::Hasher;
use super::known_browsers::KnownBrowsers;
use super::lockout::{AttemptSlot, AttemptTarget, Lockout};
use super::sessions::Sessions;
use super::verify::{Overloaded, VerifiedPassword, verify_password};
use crate::audit::Actor;
use crate::audit::AuditParty;
use crate::base::Base;
use crate::client::Client;
use crate::links::{Links, Purpose};
use crate::secret::Token;
use crate::store::users::User;
use crate::store::{self, StoreError};
use crate::tasks::Tasks;

/// One attempt to log in.
#[derive(Clone, Debug)]
pub struct LoginAttempt {
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
    /// The code of this browser, if it has one.
    pub report_code: Option<ReportCode>,
    /// What this browser warned of when the form was sent.
    pub noticed: Findings,
}

impl LoginAttempt {
    fn context(&self) -> AttemptContext<'_> {
        AttemptContext {
            name: &self.name,
            client: &self.client,
            device: self.device.as_ref(),
            report_code: self.report_code,
            noticed: &self.noticed,
        }
    }
}

/// What an attempt that was right leads to.
#[derive(Debug)]
pub enum LoginGrant {
    /// In. For the session cookie.
    Session(Token),
    /// To a new password, and nowhere else before that. A link as from a mail.
    NewPassword(Token),
}

/// An attempt that was right.
#[derive(Debug)]
pub struct LoginSuccess {
    /// What it leads to.
    pub grant: LoginGrant,
    /// For the device cookie.
    pub device: Token,
    /// Who it was.
    pub user_id: i64,
    /// What the user may do, and so where to go.
    pub role: Role,
    /// How long the cookie is to live in the browser; as long as it is open, if nothing is said.
    pub kept: Option<Duration>,
}

impl LoginSuccess {
    /// The session, unless the password has to be changed first.
    #[must_use]
    pub const fn session(&self) -> Option<&Token> {
        match &self.grant {
            LoginGrant::Session(token) => Some(token),
            LoginGrant::NewPassword(_) => None,
        }
    }
}

/// Logs people in.
#[derive(Clone)]
pub struct Login {
    pub(crate) base: Base,
    pub(crate) links: Links,
    pub(crate) lockout: Lockout,
    pub(crate) sessions: Sessions,
    pub(crate) known_browsers: KnownBrowsers,
    pub(crate) hasher: Hasher,
    pub(crate) counts: Arc<LoginCounts>,
    pub(crate) tasks: Tasks,
}

impl Login {
    /// Checks a name and a password, and starts a session. It goes on to its end when the caller
    /// goes away, so that a browser which hangs up leaves no slot taken.
    ///
    /// # Errors
    /// [`LoginError`].
    pub async fn log_in(&self, attempt: LoginAttempt) -> Result<LoginSuccess, LoginError> {
        let login = self.clone();
        let operation = async move {
            let result = login.try_to_log_in(&attempt).await;
            login.counts.count(end_of(&result));
            result
        };
        self.tasks.run_to_completion(operation).await
    }

    async fn try_to_log_in(&self, attempt: &LoginAttempt) -> Result<LoginSuccess, LoginError> {
        let context = attempt.context();
        let mut target = self.lockout.resolve_target(context).await?;
        let slot = self.lockout.acquire_slot(&target, context).await?;
        loop {
            let (user, name) = (target.user.as_ref(), &attempt.name);
            let verified = verify_password(&self.hasher, user, name, &attempt.password).await;
            let verified = match verified {
                Ok(verified) => verified,
                Err(Overloaded) => {
                    self.lockout.withdraw(&target, slot).await?;
                    return Err(LoginError::Busy);
                }
            };
            let Some(verified) = verified else {
                let outcome = match &target.user {
                    None => LoginOutcome::NoSuchName,
                    Some(user) if user.status == Status::Inactive => LoginOutcome::Inactive,
                    Some(_) => LoginOutcome::WrongPassword,
                };
                let party = target.user.as_ref().map(AuditParty::user);
                let event = Actor::nobody(attempt.client.origin()).did(Action::LogIn);
                let event = event.to(party.unwrap_or_default());
                return Err(self
                    .lockout
                    .end_failed(&target, slot, outcome, event)
                    .await?);
            };
            let success = self
                .complete_login(&target, &slot, &verified, attempt)
                .await?;
            if let Some(success) = success {
                return Ok(success);
            }
            // The account changed while its password was compared; see what it is now.
            let connection = self.base.store.connection();
            target.user = store::users::find(connection, verified.user.id).await?;
        }
    }

    /// `None` if the account was deactivated or its password changed meanwhile.
    async fn complete_login(
        &self,
        target: &AttemptTarget,
        slot: &AttemptSlot,
        verified: &VerifiedPassword,
        attempt: &LoginAttempt,
    ) -> Result<Option<LoginSuccess>, StoreError> {
        let token = Token::random();
        let settings = self.base.settings.in_force().await?;
        let transaction = self.base.store.write().await?;
        let now = self.base.clock.now();
        let (user, rehashed) = (&verified.user, verified.rehashed.as_deref());
        let (user_id, must_change) = (user.id, must_change(user, &settings, now));
        let kept = attempt.keep && settings.keeps_sessions();
        // The user first, then the counter, as everywhere: else two would wait for each other.
        if !store::users::logged_in(&transaction, user_id, &verified.stored_hash, rehashed, now)
            .await?
        {
            return Ok(None);
        }
        let outcome = match must_change {
            true => LoginOutcome::MustChange,
            false => LoginOutcome::LoggedIn,
        };
        self.lockout
            .end_succeeded(&transaction, target, slot, outcome)
            .await?;
        if let Some(old) = &attempt.session {
            self.sessions.end(&transaction, old).await?;
        }
        let client = (settings.tells_of_new_browsers(), &attempt.client);
        let device = self
            .known_browsers
            .renew_token(&transaction, user, attempt.device.as_ref(), client)
            .await?;
        let event = Actor::user(user, attempt.client.origin()).did(Action::LogIn);
        let event = match must_change {
            true => event.with("a new password must be chosen"),
            false => event,
        };
        self.base.audit.record(&transaction, [event]).await?;
        if must_change {
            let link = (Purpose::Change, CHANGE_LIFETIME);
            self.links
                .issue(&transaction, &token, user_id, link)
                .await?;
        } else {
            self.sessions
                .start(&transaction, &token, user_id, kept, &attempt.client)
                .await?;
        }
        transaction.commit().await.map_err(StoreError::from)?;
        if rehashed.is_some() {
            self.hasher.record_rehash(&verified.stored_hash);
        }
        Ok(Some(LoginSuccess {
            grant: match must_change {
                true => LoginGrant::NewPassword(token),
                false => LoginGrant::Session(token),
            },
            device,
            user_id,
            role: user.role,
            kept: kept.then_some(settings.session_rules().kept),
        }))
    }
}

/// Whether a right password is to be replaced before anything else: an administrator wants it so, or its
/// time is over. Nobody is asked for what they may not do.
fn must_change(user: &User, settings: &Settings, now: Timestamp) -> bool {
    let lifetime = settings.password_lifetime(user.role);
    let expired = lifetime.is_some_and(|lifetime| now >= user.password_changed_at.after(lifetime));
    settings.allows_change(user.role) && (user.must_change || expired)
}

/// How an attempt ended.
const fn end_of(result: &Result<LoginSuccess, LoginError>) -> LoginMetric {
    match result {
        Ok(success) => match success.grant {
            LoginGrant::Session(_) => LoginMetric::LoggedIn,
            LoginGrant::NewPassword(_) => LoginMetric::NewPassword,
        },
        Err(LoginError::Refused { .. }) => LoginMetric::Refused,
        Err(LoginError::Locked(_)) => LoginMetric::Locked,
        Err(LoginError::TooManyAttempts(_)) => LoginMetric::TooManyAttempts,
        Err(LoginError::Busy) => LoginMetric::Busy,
        Err(LoginError::Store(_)) => LoginMetric::Failed,
    }
}
