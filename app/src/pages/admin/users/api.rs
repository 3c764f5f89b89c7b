//! The list of users.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    /// The login name as it was chosen.
    pub login_name: String,
    /// The name for people.
    pub display_name: String,
    /// The address, if there is one.
    pub email: Option<String>,
    /// Whether they are an administrator.
    pub administrator: bool,
    /// Whether they can log in.
    pub active: bool,
}

/// The first hundred users by login name.
///
/// # Errors
/// If whoever asks is no administrator.
#[server(prefix = "/api", endpoint = "first-users")]
pub async fn first_users() -> Result<Vec<UserRow>, AppError> {
    use crate::context::{fault, services, visitor};
    use model::user::{Role, Status};

    let admin = visitor()?.admin().ok_or(AppError::NotAllowed)?;
    let users = services()?
        .accounts
        .first_users(admin, 100)
        .await
        .map_err(|error| fault(&error))?;
    Ok(users
        .into_iter()
        .map(|user| UserRow {
            login_name: user.login_name,
            display_name: user.display_name,
            email: user.email,
            administrator: user.role == Role::Administrator,
            active: user.status == Status::Active,
        })
        .collect())
}
