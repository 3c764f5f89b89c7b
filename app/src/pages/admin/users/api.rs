//! What an administrator does to several users.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::admin_error::AdminError;
use crate::error::AppError;
use crate::pages::admin::user::api::{UserAction, act};

/// What came of it for one of several users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserResult {
    /// Who.
    pub id: i64,
    /// The login name, as long as there is one.
    pub login_name: String,
    /// Why it was not done.
    pub error: Option<AppError>,
}

/// What the page shows after something was to be done to several users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsersAnswer {
    /// What was asked for.
    pub action: UserAction,
    /// It is still to be said that it is meant.
    pub asks: bool,
    /// One for each.
    pub results: Vec<UserResult>,
}

impl UsersAnswer {
    /// The users about whom it is still to be asked whether it is meant, if there are any.
    pub(crate) fn asks_about(&self) -> Option<Vec<UserResult>> {
        let there = self.results.iter().filter(|result| result.error.is_none());
        let there: Vec<_> = there.filter(|_| self.asks).cloned().collect();
        (!there.is_empty()).then_some(there)
    }
}

/// Users to whom something is done at once: more than a page of the list holds.
const MOST: usize = 500;

/// Does one thing to several users, one after the other. Deleting asks first whether it is meant.
///
/// # Errors
/// What to tell the administrator; what goes wrong for one of them is an answer.
#[server]
pub async fn do_to_users(
    #[server(default)] ids: Vec<i64>,
    action: UserAction,
    #[server(default)] confirmed: bool,
) -> Result<UsersAnswer, AppError> {
    use crate::context::{current_user, fault, services};

    let current_user = current_user()?;
    let proof = current_user.admin().ok_or(AppError::NotAllowed)?;
    if ids.len() > MOST {
        return Err(AppError::Unreadable);
    }
    if ids.is_empty() {
        return Err(AdminError::NobodyChosen.into());
    }
    let deletes = action == UserAction::Delete;
    if deletes && confirmed && current_user.confirmed_admin().is_none() {
        return Err(AppError::OwnPasswordNeeded(None));
    }
    let asks = deletes && !confirmed;
    let names = services()?.accounts.users.login_names(proof, &ids).await;
    let names = names.map_err(|error| fault(&error))?;
    let mut results = Vec::new();
    for id in ids {
        let error = match (names.get(&id), asks) {
            (None, _) => Some(AppError::Gone),
            (Some(_), true) => None,
            (Some(_), false) => act(id, action).await.err(),
        };
        results.push(UserResult {
            id,
            login_name: names.get(&id).cloned().unwrap_or_default(),
            error,
        });
    }
    // Asked for once for all of them; what was done already is done again without harm.
    let needed = AppError::OwnPasswordNeeded(None);
    if results
        .iter()
        .any(|result| result.error.as_ref() == Some(&needed))
    {
        return Err(needed);
    }
    Ok(UsersAnswer {
        action,
        asks,
        results,
    })
}
