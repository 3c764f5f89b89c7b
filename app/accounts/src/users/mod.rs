//! Users: what people enter of them, what is known of them, and adding them.

use model::audit::Action;
use model::email::Email;
use model::login_name::LoginName;
use model::password::{Password, PolicyError};
use model::timestamp::Timestamp;
use model::user::{DisplayName, Language, Role, Status};

use crate::Accounts;
use crate::audit::{Actor, AuditEvent};
use crate::hasher::{HashError, StoredHash};
use crate::mail::Message;
use crate::new_password::PrepareError;
use crate::sessions::{Admin, ConfirmedAdmin};
use crate::store::audit_log::AuditParty;
use crate::store::{self, StoreError};

/// The name of the key that chooses what comparing costs for names that nobody has.
const NOBODYS_COST: &str = "nobody's cost";
/// How many costs of hashes are told apart.
const COSTS: usize = 8;

/// What people enter of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserFields {
    /// By which they log in.
    pub login_name: LoginName,
    /// The name for people.
    pub display_name: DisplayName,
    /// The address for mails, if there is one.
    pub email: Option<Email>,
    /// Which language Latchkey speaks to them.
    pub language: Language,
    /// What they may do.
    pub role: Role,
    /// Whether they can log in.
    pub status: Status,
}

impl UserFields {
    /// An active user of this name, without an address and without rights.
    #[must_use]
    pub fn new(login_name: LoginName) -> Self {
        Self {
            display_name: DisplayName::from(&login_name),
            login_name,
            email: None,
            language: Language::Auto,
            role: Role::User,
            status: Status::Active,
        }
    }

    pub(crate) const fn row(&self) -> store::user_fields::Fields<'_> {
        store::user_fields::Fields {
            login_name: &self.login_name,
            display_name: &self.display_name,
            email: self.email.as_ref(),
            language: self.language,
            role: self.role,
            status: self.status,
        }
    }
}

/// What is known of a user, save secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserInfo {
    /// By which other operations know them.
    pub id: i64,
    /// Grows whenever an administrator changes what a form shows.
    pub version: i32,
    /// The login name as it was chosen.
    pub login_name: String,
    /// The name for people.
    pub display_name: String,
    /// The address, if there is one.
    pub email: Option<String>,
    /// Which language Latchkey speaks to them.
    pub language: Language,
    /// What they may do.
    pub role: Role,
    /// Whether they can log in.
    pub status: Status,
    /// Whether there is a password at all.
    pub has_password: bool,
    /// The next login leads to choosing a new password.
    pub must_change: bool,
    /// When they were added.
    pub created_at: Timestamp,
    /// When they last logged in.
    pub last_login_at: Option<Timestamp>,
}

impl From<store::users::User> for UserInfo {
    fn from(user: store::users::User) -> Self {
        Self {
            id: user.id,
            version: user.version,
            login_name: user.login_name,
            display_name: user.display_name,
            email: user.email,
            language: user.language,
            role: user.role,
            status: user.status,
            has_password: user.password_hash.is_some(),
            must_change: user.must_change,
            created_at: user.created_at,
            last_login_at: user.last_login_at,
        }
    }
}

/// Why a user was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddUserError {
    /// Somebody has that login name.
    #[error("the login name is taken")]
    NameTaken,
    /// Whoever asks is an active administrator no longer.
    #[error("only active administrators may")]
    NotAllowed,
    /// Rights are given with one's own password, entered not long ago.
    #[error("the own password is needed")]
    PasswordNeeded,
    /// A link is to be sent, and there is nowhere to send it to.
    #[error("the user has no address")]
    NoAddress,
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

impl From<PrepareError> for AddUserError {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::Policy(error) => Self::Policy(error),
            PrepareError::Busy => Self::Busy,
            PrepareError::Store(error) => Self::Store(error),
        }
    }
}

impl Accounts {
    /// Adds a user, for whoever has the server's own command line.
    ///
    /// # Errors
    /// [`AddUserError`].
    pub async fn add_user(
        &self,
        user: &UserFields,
        password: &Password,
    ) -> Result<(), AddUserError> {
        let mut names = vec![user.login_name.as_str(), user.display_name.as_str()];
        names.extend(user.email.as_ref().map(Email::as_str));
        let settings = self.settings().await?;
        self.check_policy(&settings, user.role, password, &names)
            .await?;
        let password_hash = match self.inner.hasher.hash(password).await {
            Ok(hash) => hash,
            Err(HashError::Busy | HashError::Stored) => return Err(AddUserError::Busy),
        };
        let row = store::user_fields::NewUser {
            fields: user.row(),
            password_hash: Some(&password_hash),
            must_change: false,
            created_at: self.inner.clock.now(),
        };
        let transaction = self.inner.store.write().await?;
        let id = store::user_fields::insert(&transaction, &row).await?;
        let id = id.ok_or(AddUserError::NameTaken)?;
        let event = Actor::command_line().did(Action::AddUser);
        self.record(&transaction, [added(event, id, user)]).await?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Adds a user without a password: they choose one with the link that is sent to them if they are
    /// to be informed, or an administrator sets one. The number by which they are known.
    ///
    /// # Errors
    /// [`AddUserError`].
    pub async fn add_user_without_password(
        &self,
        proof: Admin,
        confirmed: Option<ConfirmedAdmin>,
        user: &UserFields,
        inform: bool,
    ) -> Result<i64, AddUserError> {
        if user.role == Role::Administrator && confirmed.is_none() {
            return Err(AddUserError::PasswordNeeded);
        }
        if inform && user.email.is_none() {
            return Err(AddUserError::NoAddress);
        }
        let now = self.inner.clock.now();
        let row = store::user_fields::NewUser {
            fields: user.row(),
            password_hash: None,
            must_change: false,
            created_at: now,
        };
        let transaction = self.inner.store.write().await?;
        let actor = self.administrator(&transaction, proof).await?;
        let actor = actor.ok_or(AddUserError::NotAllowed)?;
        let id = store::user_fields::insert(&transaction, &row).await?;
        let id = id.ok_or(AddUserError::NameTaken)?;
        let event = added(actor.did(Action::AddUser), id, user);
        let sent = inform.then(|| {
            let event = actor.did(Action::SendLink);
            event.to(AuditParty::named(Some(id), user.login_name.as_str()))
        });
        self.record(&transaction, std::iter::once(event).chain(sent))
            .await?;
        if let (true, Some(to)) = (inform, &user.email) {
            self.queue_mail(
                &transaction,
                Some(id),
                to.as_str(),
                &Message::SetPassword,
                now,
            )
            .await?;
        }
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(id)
    }

    /// Learns what comparing costs for accounts, so that it costs as much for names that nobody has.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn weigh_hashes(&self) -> Result<(), StoreError> {
        let connection = self.inner.store.connection();
        let key = store::secrets::get_or_create(connection, NOBODYS_COST).await?;
        let (mut prefixes, mut costs) = (Vec::new(), Vec::new());
        // A few more than an operator tries in a life.
        while prefixes.len() < COSTS {
            let Some(other) = store::users::any_other_hash(connection, &prefixes).await? else {
                break;
            };
            let Some(hash) = StoredHash::parse(&other) else {
                break;
            };
            let prefix = hash.cost().prefix();
            costs.push((
                hash.cost(),
                store::users::count_hashes(connection, &prefix).await?,
            ));
            prefixes.push(prefix);
        }
        // In an order that does not hang on which was found first.
        costs.sort_by_key(|(cost, _)| cost.prefix());
        self.inner.hasher.imitate(key, &costs);
        Ok(())
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
}

/// What the log says of a user who was added.
pub(crate) fn added(event: AuditEvent, id: i64, user: &UserFields) -> AuditEvent {
    let email = user.email.as_ref().map_or("none", Email::as_str);
    event
        .to(AuditParty::named(Some(id), user.login_name.as_str()))
        .with(format!(
            "role: {}; status: {}; e-mail: {email}",
            user.role.as_str(),
            user.status.as_str()
        ))
}
