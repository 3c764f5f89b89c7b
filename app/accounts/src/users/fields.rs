//! What people enter of a user, and what is known of one.

use model::email::Email;
use model::login_name::LoginName;
use model::timestamp::Timestamp;
use model::user::{DisplayName, Language, Role, Status};

use crate::store;

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
