//! Logging in and out.

use model::audit::Action;
use model::bucket::NEW_BROWSERS_TOLD;
use model::finding::Findings;
use model::link::CHANGE_LIFETIME;
use model::locale::Locale;
use model::lockout::Remaining;
use model::login_attempt::LoginOutcome;
use model::login_name::TypedName;
use model::password::Password;
use model::report::ReportCode;
use model::settings::Settings;
use model::timestamp::{Duration, Timestamp};
use model::user::{Role, Status};
use std::net::IpAddr;

use crate::audit::{Actor, Origin};
use crate::hasher::HashError;
use crate::lockout::{AttemptSlot, AttemptTarget};
use crate::mail::{Circumstances, Message};
use crate::secret::{RequestId, Token};
use crate::sessions::CurrentUser;
use crate::store::audit_log::AuditParty;
use crate::store::links::Purpose;
use crate::store::users::User;
use crate::store::{self, StoreError};
use crate::{Accounts, rate_limit, sessions};

/// Longest `User-Agent` that is kept, in code points.
const USER_AGENT_KEPT: usize = 255;
/// Browsers that an account knows at once: more than anybody has, and few enough for one who knew the
/// password for a minute.
const BROWSERS_KNOWN: u64 = 20;
/// Sessions of an account at once; a new one ends the one that was used longest ago.
const SESSIONS: u64 = 100;

/// The browser that a request comes from.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its address, as far as the proxies in front can be believed.
    pub address: IpAddr,
    /// Its `User-Agent`; any text.
    pub user_agent: String,
    /// The language that was chosen in it, else the one of ours that it likes best.
    pub locale: Locale,
    /// The request.
    pub request: RequestId,
}

impl Client {
    /// What the audit log says of it.
    #[must_use]
    pub const fn origin(&self) -> Origin {
        Origin {
            address: Some(self.address),
            request: Some(self.request),
        }
    }

    /// What a mail says of something that was done just now.
    pub(crate) fn circumstances(&self, at: Timestamp) -> Circumstances {
        Circumstances {
            at,
            user_agent: Some(self.kept_user_agent()),
            client_address: Some(self.address.to_string()),
            locale: self.locale,
        }
    }

    /// What is kept of its `User-Agent`.
    pub(crate) fn kept_user_agent(&self) -> String {
        sessions::printable(&self.user_agent, USER_AGENT_KEPT)
    }
}

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
    pub entry: LoginGrant,
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
        match &self.entry {
            LoginGrant::Session(token) => Some(token),
            LoginGrant::NewPassword(_) => None,
        }
    }
}

/// An attempt that was not.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// The password is wrong, nobody has that name, or the account is inactive. Which of the
    /// three, nobody is told (ASVS 5.0, 6.3.8).
    #[error("the login name or the password is wrong")]
    Refused {
        /// How many more attempts may fail until the name is locked, when they are few.
        left: Option<u32>,
    },
    /// Too many attempts for that name have failed, whether anybody has it or not.
    #[error("the login name is locked")]
    Locked(Remaining),
    /// Too many attempts from the same network have failed.
    #[error("too many failed attempts from the same network")]
    TooManyAttempts(Remaining),
    /// Too many are logging in at once.
    #[error("too many are logging in at once")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Accounts {
    /// Checks a name and a password, and starts a session. It goes on to its end when the caller
    /// goes away, so that a browser which hangs up leaves no place taken.
    ///
    /// # Errors
    /// [`LoginError`].
    pub async fn log_in(&self, attempt: LoginAttempt) -> Result<LoginSuccess, LoginError> {
        self.to_its_end(async move |accounts| {
            let result = accounts.attempt_to_log_in(attempt).await;
            accounts.inner.logins.count(&result);
            result
        })
        .await
    }

    async fn attempt_to_log_in(&self, attempt: LoginAttempt) -> Result<LoginSuccess, LoginError> {
        let mut target = self.target(&attempt).await?;
        let place = self.take_place(&target, &attempt).await?;
        loop {
            let right = match self
                .compare(target.user.as_ref(), &attempt.name, &attempt.password)
                .await
            {
                Ok(right) => right,
                Err(Overloaded) => {
                    self.withdraw(&target, place).await?;
                    return Err(LoginError::Busy);
                }
            };
            let Some(right) = right else {
                let outcome = match &target.user {
                    None => LoginOutcome::NoSuchName,
                    Some(user) if user.status == Status::Inactive => LoginOutcome::Inactive,
                    Some(_) => LoginOutcome::WrongPassword,
                };
                let whom = target
                    .user
                    .as_ref()
                    .map(AuditParty::user)
                    .unwrap_or_default();
                let event = Actor::nobody(attempt.client.origin()).did(Action::LogIn);
                let told = self.failed(&target, place, outcome, event.to(whom));
                return Err(told.await?);
            };
            if let Some(logged_in) = self
                .start_session(&target, &place, &right, &attempt)
                .await?
            {
                return Ok(logged_in);
            }
            // The account changed while its password was compared; see what it is now.
            let connection = self.inner.store.connection();
            target.user = store::users::find(connection, right.user.id).await?;
        }
    }

    /// Ends the session of somebody who is logged in.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn log_out(&self, current_user: &CurrentUser) -> Result<(), StoreError> {
        let transaction = self.inner.store.write().await?;
        store::sessions::delete_of(&transaction, current_user.user_id, current_user.session_id)
            .await?;
        let event = Actor::current_user(current_user).did(Action::LogOut);
        self.record(&transaction, [event]).await?;
        transaction.commit().await.map_err(StoreError::from)
    }

    /// Compares a password with that of an account; `None` if it is wrong, there is no account, or
    /// it is inactive. All of them take as long.
    pub(crate) async fn compare(
        &self,
        user: Option<&User>,
        name: &TypedName,
        password: &Password,
    ) -> Result<Option<VerifiedPassword>, Overloaded> {
        let hasher = &self.inner.hasher;
        let nobody = async || match hasher.verify_nobody(password, name.key()).await {
            Err(HashError::Busy) => Err(Overloaded),
            Ok(()) | Err(HashError::Stored) => Ok(None),
        };
        let Some((user, compared)) =
            user.and_then(|user| Some((user, user.password_hash.as_deref()?)))
        else {
            return nobody().await;
        };
        let verdict = match hasher.verify(password, compared).await {
            Ok(verdict) => verdict,
            Err(HashError::Busy) => return Err(Overloaded),
            Err(HashError::Stored) => {
                let user = user.id;
                tracing::error!(user, "the stored password hash cannot be read");
                return nobody().await;
            }
        };
        if !verdict.right || user.status != Status::Active {
            return Ok(None);
        }
        // The cost was changed since the password was set. If the pool is busy, the next login
        // makes the hash anew.
        let renewed = match verdict.outdated {
            true => hasher.hash(password).await.ok(),
            false => None,
        };
        Ok(Some(VerifiedPassword {
            user: user.clone(),
            compared: compared.to_owned(),
            renewed,
        }))
    }

    /// `None` if the account was deactivated or its password changed meanwhile.
    async fn start_session(
        &self,
        target: &AttemptTarget,
        place: &AttemptSlot,
        right: &VerifiedPassword,
        attempt: &LoginAttempt,
    ) -> Result<Option<LoginSuccess>, StoreError> {
        let token = Token::random();
        let settings = self.settings().await?;
        let transaction = self.inner.store.write().await?;
        let now = self.inner.clock.now();
        let (user, renewed) = (&right.user, right.renewed.as_deref());
        let (user_id, must_change) = (user.id, must_change(user, &settings, now));
        let kept = attempt.keep && settings.keeps_sessions();
        // The user first, then the counter, as everywhere: else two would wait for each other.
        if !store::users::logged_in(&transaction, user_id, &right.compared, renewed, now).await? {
            return Ok(None);
        }
        let outcome = match must_change {
            true => LoginOutcome::MustChange,
            false => LoginOutcome::LoggedIn,
        };
        self.succeeded(&transaction, target, place, outcome).await?;
        if let Some(old) = &attempt.session {
            store::sessions::delete(&transaction, old.hash()).await?;
        }
        // Another token each time: a copy of it that was left behind is worth nothing then.
        let device = Token::random();
        if let Some(old) = &attempt.device {
            store::devices::renew(&transaction, old.hash(), device.hash(), now).await?;
        }
        if settings.tells_of_new_browsers() {
            self.tell_of_new_browser(&transaction, user, &device, &attempt.client)
                .await?;
        }
        let token_hash = device.hash();
        store::devices::logged_in(&transaction, token_hash, user_id, now, BROWSERS_KNOWN).await?;
        let event = Actor::user(user, attempt.client.origin()).did(Action::LogIn);
        let event = match must_change {
            true => event.with("a new password must be chosen"),
            false => event,
        };
        self.record(&transaction, [event]).await?;
        if must_change {
            let row = store::links::NewLink {
                token_hash: token.hash(),
                purpose: Purpose::Change,
                user_id,
                email: None,
                message_id: None,
                created_at: now,
                expires_at: now.after(CHANGE_LIFETIME),
            };
            store::links::insert(&transaction, row).await?;
        } else {
            let row = store::sessions::NewSession {
                token_hash: token.hash(),
                user_id,
                kept,
                created_at: now,
                user_agent: &attempt.client.kept_user_agent(),
                client_address: attempt.client.address.to_string(),
            };
            store::sessions::insert(&transaction, row).await?;
            store::sessions::keep_newest(&transaction, user_id, SESSIONS).await?;
        }
        transaction.commit().await.map_err(StoreError::from)?;
        if renewed.is_some() {
            self.inner.hasher.made_anew(&right.compared);
        }
        Ok(Some(LoginSuccess {
            entry: match must_change {
                true => LoginGrant::NewPassword(token),
                false => LoginGrant::Session(token),
            },
            device,
            user_id,
            role: user.role,
            kept: kept.then_some(settings.session_rules().kept),
        }))
    }

    /// Tells somebody that their account was used from a browser that is new to it. The first login of all
    /// is no news, and of many within an hour the first is told.
    async fn tell_of_new_browser(
        &self,
        transaction: &impl store::Connection,
        user: &User,
        device: &Token,
        client: &Client,
    ) -> Result<(), StoreError> {
        let Some(to) = &user.email else {
            return Ok(());
        };
        let now = self.inner.clock.now();
        let first = user.last_login_at.is_none();
        if first || store::devices::knows(transaction, user.id, device.hash(), now).await? {
            return Ok(());
        }
        let bucket = format!("new browser of {}", user.id);
        let told = rate_limit::count(transaction, &bucket, NEW_BROWSERS_TOLD, now).await?;
        if told.is_err() {
            return Ok(());
        }
        let message = Message::NewBrowser {
            login: client.circumstances(now),
        };
        self.queue_mail(transaction, Some(user.id), to, &message, now)
            .await
    }
}

/// Whether a right password is to be replaced before anything else: an administrator wants it so, or its
/// time is over. Nobody is asked for what they may not do.
fn must_change(user: &User, settings: &Settings, now: Timestamp) -> bool {
    let lifetime = settings.password_lifetime(user.role);
    let expired = lifetime.is_some_and(|lifetime| now >= user.password_changed_at.after(lifetime));
    settings.allows_change(user.role) && (user.must_change || expired)
}

/// A password that was right.
pub(crate) struct VerifiedPassword {
    user: User,
    /// The hash that it was compared with.
    compared: String,
    /// The same password's hash at today's cost, where the other was made at another one.
    renewed: Option<String>,
}

/// The hashing pool takes no more.
pub(crate) struct Overloaded;
