//! Users, as administrators find, see and change them: one by one, or many in a file.

mod actions;
mod add;
mod closest;
mod details;
mod edit;
mod effects;
mod export;
mod fields;
pub mod import;
mod list;
mod password;

use crate::base::Base;
use crate::login::{Attempts, Lockout, Sessions};
use crate::mail::Mailer;
use crate::recovery::NewPasswords;

pub use crate::store::user_search::{Cursor, Filter, PagePosition, Sort, folded};
pub use add::AddUserError;
pub use closest::NearMatch;
pub use details::UserDetails;
pub use edit::EditUserError;
pub(crate) use effects::{ChangeEffects, added_event};
pub use export::{Export, ExportError};
pub use fields::{UserFields, UserInfo};
pub use list::{ListedUser, UserPage, UserSearch};

/// The users, for administrators.
#[derive(Clone)]
pub struct Users {
    pub(crate) base: Base,
    pub(crate) mailer: Mailer,
    pub(crate) sessions: Sessions,
    pub(crate) attempts: Attempts,
    pub(crate) lockout: Lockout,
    pub(crate) new_passwords: NewPasswords,
    pub(crate) effects: ChangeEffects,
}
