//! The address that was opened.

use axum::http::request::Parts;
use leptos::prelude::use_context;
use texts::Texts;

use crate::error::AppError;

/// The path.
pub(crate) fn path() -> String {
    use_context::<Parts>().map_or_else(String::new, |parts| parts.uri.path().to_owned())
}

/// The number of the user whom the page is about.
///
/// # Errors
/// If the address names none.
pub(crate) fn user_id() -> Result<i64, AppError> {
    let user = crate::routes::user_of(&path());
    user.map(|(id, _)| id).ok_or(AppError::Gone)
}

/// The query, without its question mark.
pub(crate) fn query() -> String {
    let parts = use_context::<Parts>();
    let query = parts.as_ref().and_then(|parts| parts.uri.query());
    query.unwrap_or_default().to_owned()
}

/// The path and the query.
pub(crate) fn address() -> String {
    let parts = use_context::<Parts>();
    let whole = parts.as_ref().and_then(|parts| parts.uri.path_and_query());
    whole.map_or_else(path, ToString::to_string)
}

/// The fields of the query.
pub(crate) fn query_fields() -> Vec<(String, String)> {
    serde_urlencoded::from_str(&query()).unwrap_or_default()
}

/// What a person has just done, when the login screen is to say so. The address only names one of
/// these, so that nobody can make a link that says anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// Made the first administrator.
    SetUp,
    /// Chose a new password.
    NewPassword,
    /// Confirmed a new address.
    NewEmail,
}

impl After {
    /// The login screen's address that says so.
    pub(crate) const fn login(self) -> &'static str {
        match self {
            Self::SetUp => "/login?after=set-up",
            Self::NewPassword => "/login?after=new-password",
            Self::NewEmail => "/login?after=new-email",
        }
    }

    /// The account's address that says so.
    pub(crate) const fn account(self) -> &'static str {
        match self {
            Self::SetUp => "/account",
            Self::NewPassword => "/account?after=new-password",
            Self::NewEmail => "/account?after=new-email",
        }
    }

    /// What the address that was opened says.
    pub(crate) fn from_request() -> Option<Self> {
        query().split('&').find_map(|pair| match pair {
            "after=set-up" => Some(Self::SetUp),
            "after=new-password" => Some(Self::NewPassword),
            "after=new-email" => Some(Self::NewEmail),
            _ => None,
        })
    }

    /// In words.
    pub(crate) fn sentence(self, t: Texts) -> &'static str {
        match self {
            Self::SetUp => t.after_set_up(),
            Self::NewPassword => t.after_new_password(),
            Self::NewEmail => t.after_new_email(),
        }
    }

    /// In the words of somebody who is logged in.
    pub(crate) fn account_sentence(self, t: Texts) -> &'static str {
        match self {
            Self::SetUp | Self::NewEmail => self.sentence(t),
            Self::NewPassword => t.after_new_password_account(),
        }
    }
}

/// Where to go after logging in, if the address says so.
pub(crate) fn next() -> String {
    query_fields()
        .into_iter()
        .find(|(name, value)| name == "next" && crate::routes::local_path(value).is_some())
        .map(|(_, value)| value)
        .unwrap_or_default()
}
