//! Ways back in: a mail with a link, a new password by a link, one that is set from the command line; and what follows
//! from a new password wherever it was chosen.

mod by_link;
mod new_password;
mod reset;
mod set_password;

use crate::base::Base;
use crate::links::Links;
use crate::mail::Mailer;

pub use by_link::{OpenedLink, SavePasswordError};
pub use new_password::NewPasswordError;
pub(crate) use new_password::{NewPasswords, Replacement, SessionsLeft};
pub use reset::AskForResetError;
pub use set_password::SetPasswordError;

/// Gets people back in.
#[derive(Clone)]
pub struct Recovery {
    pub(crate) base: Base,
    pub(crate) mailer: Mailer,
    pub(crate) links: Links,
    pub(crate) new_passwords: NewPasswords,
}
