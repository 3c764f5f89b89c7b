//! One's own account.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What the page shows of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAccount {
    /// The login name as it was chosen.
    pub login_name: String,
    /// The name for people.
    pub display_name: String,
    /// The address, if there is one.
    pub email: Option<String>,
}

/// The account of whoever asks.
///
/// # Errors
/// If nobody is logged in.
#[server(prefix = "/api", endpoint = "my-account")]
pub async fn my_account() -> Result<OwnAccount, AppError> {
    let visitor = crate::context::visitor()?;
    Ok(OwnAccount {
        login_name: visitor.login_name,
        display_name: visitor.display_name,
        email: visitor.email,
    })
}
