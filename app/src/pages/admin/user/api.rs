//! What an administrator does to one user.

use accounts::users::EditUserError;
use leptos::prelude::*;
use model::user::{Language, Role, Status};
use serde::{Deserialize, Serialize};
use texts::Texts;

use crate::admin_error::AdminError;
use crate::error::{AppError, InputError};

/// One button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UserAction {
    /// **Unlock**
    Unlock,
    /// **Send a link to set a password**
    SendLink,
    /// **Require a new password**
    AskForPassword,
    /// **Log Out Everywhere**
    LogOut,
    /// **Deactivate**
    Deactivate,
    /// **Activate**
    Activate,
    /// **Delete**
    Delete,
}

impl UserAction {
    /// All of them, in the order in which they are offered.
    pub(crate) const ALL: [Self; 7] = [
        Self::Unlock,
        Self::SendLink,
        Self::AskForPassword,
        Self::LogOut,
        Self::Deactivate,
        Self::Activate,
        Self::Delete,
    ];

    /// The button's value.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Unlock => "unlock",
            Self::SendLink => "send-link",
            Self::AskForPassword => "ask-for-password",
            Self::LogOut => "log-out",
            Self::Deactivate => "deactivate",
            Self::Activate => "activate",
            Self::Delete => "delete",
        }
    }

    /// What is on the button.
    pub(crate) fn label(self, t: Texts) -> &'static str {
        match self {
            Self::Unlock => t.user_unlock(),
            Self::SendLink => t.user_password_send_link(),
            Self::AskForPassword => t.user_ask_for_password(),
            Self::LogOut => t.user_log_out(),
            Self::Deactivate => t.user_deactivate(),
            Self::Activate => t.user_activate(),
            Self::Delete => t.user_delete(),
        }
    }

    /// What undoes it, where anything does.
    pub(crate) const fn undone_by(self) -> Option<Self> {
        match self {
            Self::Deactivate => Some(Self::Activate),
            Self::Activate => Some(Self::Deactivate),
            Self::Unlock | Self::SendLink | Self::AskForPassword | Self::LogOut | Self::Delete => {
                None
            }
        }
    }

    /// What is said when it was done.
    pub(crate) fn done(self, t: Texts) -> &'static str {
        match self {
            Self::Unlock => t.user_unlocked(),
            Self::SendLink => t.user_link_sent(),
            Self::AskForPassword => t.user_asked_for_password(),
            Self::LogOut => t.user_logged_out(),
            Self::Deactivate => t.user_deactivated(),
            Self::Activate => t.user_activated(),
            Self::Delete => t.user_deleted(),
        }
    }
}

/// What the page of a user says was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UserNotice {
    /// A button was pressed.
    Action(UserAction),
    /// What was entered is saved.
    Saved,
    /// There is a new password.
    Password,
    /// The user was added.
    Added,
    /// The user was added, and a mail is on its way.
    Informed,
}

impl UserNotice {
    const OTHERS: [Self; 4] = [Self::Saved, Self::Password, Self::Added, Self::Informed];

    /// The word in the address.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Action(action) => action.as_str(),
            Self::Saved => "saved",
            Self::Password => "password",
            Self::Added => "added",
            Self::Informed => "informed",
        }
    }

    /// In words.
    pub(crate) fn sentence(self, t: Texts) -> &'static str {
        match self {
            Self::Action(action) => action.done(t),
            Self::Saved => t.user_saved(),
            Self::Password => t.user_password_set(),
            Self::Added => t.user_added(),
            Self::Informed => t.user_informed(),
        }
    }

    /// What undoes it, where anything does.
    pub(crate) const fn undone_by(self) -> Option<UserAction> {
        match self {
            Self::Action(action) => action.undone_by(),
            Self::Saved | Self::Password | Self::Added | Self::Informed => None,
        }
    }

    /// What was done, by the query of the address.
    pub(crate) fn from_query(query: &str) -> Option<Self> {
        let word = query.strip_prefix("done=")?;
        let actions = UserAction::ALL.into_iter().map(Self::Action);
        actions
            .chain(Self::OTHERS)
            .find(|done| done.as_str() == word)
    }
}

/// What to tell the administrator.
pub(crate) fn to_app_error(error: EditUserError) -> AppError {
    match error {
        EditUserError::NotAllowed => AppError::NotAllowed,
        EditUserError::NoSuchUser => AppError::Gone,
        EditUserError::LastAdministrator => AdminError::LastAdministrator.into(),
        EditUserError::NoAddress => AdminError::NoAddress.into(),
        EditUserError::Inactive => AppError::Inactive,
        EditUserError::VersionConflict => AppError::VersionConflict,
        EditUserError::NameTaken => InputError::NameTaken.into(),
        EditUserError::PasswordNeeded => AppError::OwnPasswordNeeded(None),
        EditUserError::Password(error) => crate::context::new_password_error(error),
        EditUserError::Store(error) => crate::context::fault(&error),
    }
}

/// Does one thing to one user.
pub(crate) async fn act(id: i64, action: UserAction) -> Result<(), AppError> {
    use crate::context::{current_user, services};

    let current_user = current_user()?;
    let proof = current_user.admin().ok_or(AppError::NotAllowed)?;
    let accounts = services()?.accounts;
    let done = match action {
        UserAction::Unlock => accounts.users.unlock(proof, id).await,
        UserAction::SendLink => accounts.users.send_link(proof, id).await,
        UserAction::AskForPassword => accounts.users.require_new_password(proof, id).await,
        UserAction::LogOut => accounts.users.log_out_everywhere(proof, id).await,
        UserAction::Deactivate => {
            let confirmed = current_user.confirmed_admin();
            accounts
                .users
                .set_status(proof, confirmed, id, Status::Inactive)
                .await
        }
        UserAction::Activate => {
            let confirmed = current_user.confirmed_admin();
            accounts
                .users
                .set_status(proof, confirmed, id, Status::Active)
                .await
        }
        UserAction::Delete => {
            let confirmed = current_user.confirmed_admin();
            let confirmed = confirmed.ok_or(AppError::OwnPasswordNeeded(None))?;
            accounts.users.delete(confirmed, id).await
        }
    };
    done.map_err(to_app_error)
}

/// Does one thing to a user, and leads back to their page.
///
/// # Errors
/// What to tell the administrator.
#[server]
pub async fn do_to_user(id: i64, action: UserAction) -> Result<(), AppError> {
    use crate::routes::{UserPart, user_page};

    if action == UserAction::Delete {
        // It asks again, which this form does not.
        return Err(AppError::Unreadable);
    }
    act(id, action).await?;
    let page = user_page(id, UserPart::Edit);
    crate::context::redirect(&format!("{page}?done={}", action.as_str()));
    Ok(())
}

/// What was typed of a user, checked.
///
/// # Errors
/// All that is wrong with it.
pub(crate) fn checked(
    login_name: &str,
    display_name: &str,
    email: &str,
) -> Result<accounts::users::UserFields, AppError> {
    use accounts::users::UserFields;
    use model::email::Email;
    use model::login_name::LoginName;
    use model::user::DisplayName;

    let address = match model::stray_space::without_stray_space(email) {
        "" => Ok(None),
        address => Email::parse(address).map(Some),
    };
    let name = LoginName::parse(login_name);
    // Whoever enters no name has the login name for one.
    let shown = match (&name, model::stray_space::without_stray_space(display_name)) {
        (Ok(name), "") => Ok(DisplayName::from(name)),
        (_, text) => DisplayName::parse(text),
    };
    match (name, shown, address) {
        (Ok(name), Ok(display_name), Ok(email)) => Ok(UserFields {
            display_name,
            email,
            ..UserFields::new(name)
        }),
        (name, shown, address) => {
            // That there is no name follows from the login name.
            let shown = shown.err().filter(|_| !display_name.is_empty());
            let wrong = [
                name.err().map(InputError::from),
                shown.map(InputError::from),
                address.err().map(InputError::from),
            ];
            Err(AppError::Input(wrong.into_iter().flatten().collect()))
        }
    }
}

/// Saves what was entered of a user, if nobody changed it since the form was shown.
///
/// # Errors
/// What to tell the administrator.
#[server]
#[allow(clippy::too_many_arguments, reason = "one for each field of the form")]
pub async fn save_user(
    id: i64,
    version: i32,
    login_name: String,
    display_name: String,
    email: String,
    language: Language,
    role: Role,
    status: Status,
) -> Result<(), AppError> {
    use crate::context::{current_user, redirect, services};
    use crate::routes::{UserPart, user_page};
    use accounts::users::UserFields;

    let current_user = current_user()?;
    let proof = current_user.admin().ok_or(AppError::NotAllowed)?;
    let fields = UserFields {
        language,
        role,
        status,
        ..checked(&login_name, &display_name, &email)?
    };
    let accounts = services()?.accounts;
    let saved = accounts
        .users
        .save(proof, current_user.confirmed_admin(), id, version, &fields);
    saved.await.map_err(to_app_error)?;
    let page = user_page(id, UserPart::Edit);
    redirect(&format!("{page}?done={}", UserNotice::Saved.as_str()));
    Ok(())
}
