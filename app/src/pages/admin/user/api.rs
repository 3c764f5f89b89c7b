//! What an administrator does to one user.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// One button of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UserAction {
    /// **Unlock**
    Unlock,
    /// **Send a link to set a password**
    SendLink,
    /// **Log Out Everywhere**
    LogOut,
    /// **Deactivate**
    Deactivate,
    /// **Activate**
    Activate,
}

impl UserAction {
    const ALL: [Self; 5] = [
        Self::Unlock,
        Self::SendLink,
        Self::LogOut,
        Self::Deactivate,
        Self::Activate,
    ];

    /// The button's value.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Unlock => "unlock",
            Self::SendLink => "send-link",
            Self::LogOut => "log-out",
            Self::Deactivate => "deactivate",
            Self::Activate => "activate",
        }
    }

    /// What is on the button.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Unlock => "Unlock",
            Self::SendLink => "Send a link to set a password",
            Self::LogOut => "Log Out Everywhere",
            Self::Deactivate => "Deactivate",
            Self::Activate => "Activate",
        }
    }

    /// What is said when it was done.
    pub(crate) const fn done(self) -> &'static str {
        match self {
            Self::Unlock => "Unlocked. The password is as it was.",
            Self::SendLink => {
                "A mail with the login name and a link to choose a password is on its way. Until \
                the link is used, the password stays as it is."
            }
            Self::LogOut => "Logged out everywhere.",
            Self::Deactivate => "Deactivated. Nobody can log in with this account now.",
            Self::Activate => "Activated.",
        }
    }

    /// What was done, by the query of the address.
    pub(crate) fn of_query(query: &str) -> Option<Self> {
        let word = query.strip_prefix("done=")?;
        Self::ALL.into_iter().find(|action| action.as_str() == word)
    }
}

/// Does one thing to a user, and leads back to their page.
///
/// # Errors
/// What to tell the administrator.
#[server(prefix = "/api", endpoint = "edit-user")]
pub async fn edit_user(id: i64, action: UserAction) -> Result<(), AppError> {
    use crate::context::{fault, redirect, services, visitor};
    use accounts::edit_user::EditUserError;
    use model::user::Status;

    let proof = visitor()?.admin().ok_or(AppError::NotAllowed)?;
    let accounts = services()?.accounts;
    let done = match action {
        UserAction::Unlock => accounts.unlock_user(proof, id).await,
        UserAction::SendLink => accounts.send_link(proof, id).await,
        UserAction::LogOut => accounts.log_out_everywhere(proof, id).await,
        UserAction::Deactivate => accounts.set_user_status(proof, id, Status::Inactive).await,
        UserAction::Activate => accounts.set_user_status(proof, id, Status::Active).await,
    };
    done.map_err(|error| match error {
        EditUserError::NoSuchUser => AppError::Gone,
        EditUserError::LastAdministrator => AppError::LastAdministrator,
        EditUserError::NoAddress => AppError::NoAddress,
        EditUserError::Inactive => AppError::Inactive,
        EditUserError::Store(error) => fault(&error),
    })?;
    let page = crate::routes::user_page(id);
    redirect(&format!("{page}?done={}", action.as_str()));
    Ok(())
}
