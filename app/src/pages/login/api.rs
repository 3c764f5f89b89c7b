//! Logging in.

use leptos::prelude::*;
use model::password::TypedPassword;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// A form that somebody sent after their session had ended, and who has logged in again since.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Again {
    /// The address to which it was sent.
    pub path: String,
    /// Its fields.
    pub fields: Vec<(String, String)>,
}

/// Checks a name and a password; on success sets the cookies and leads on. `noticed` is what the
/// page warned of, in words of [`model::finding`]. `kept` are the fields of a form that was sent to `next` when the
/// session had ended, each as `name=value`: they are answered to whoever was logged in then, and to nobody else.
///
/// # Errors
/// What to tell the person.
#[server]
pub async fn log_in(
    login_name: String,
    password: TypedPassword,
    #[server(default)] keep: bool,
    #[server(default)] next: String,
    #[server(default)] noticed: String,
    #[server(default)] kept: Vec<String>,
) -> Result<Option<Again>, AppError> {
    use crate::context::{caller, fault, redirect, services, set_cookie};
    use crate::cookies::{DEVICE, LAST_USER, LINK, REPORT_CODE, SESSION};
    use crate::error::InputError;
    use crate::routes::{home, local_path};
    use accounts::login::{LoginAttempt, LoginError, LoginGrant};
    use model::finding::Findings;
    use model::login_name::TypedName;

    let (services, caller) = (services()?, caller()?);
    let (name, password) = match (TypedName::parse(&login_name), password.parse()) {
        (Ok(name), Ok(password)) => (name, password),
        (name, password) => {
            let wrong = [
                name.err().map(InputError::from),
                password.err().map(InputError::from),
            ];
            return Err(AppError::Input(wrong.into_iter().flatten().collect()));
        }
    };
    let attempt = LoginAttempt {
        name,
        password,
        keep,
        client: caller.client,
        session: caller.session,
        device: caller.device,
        report_code: caller.report_code,
        noticed: Findings::parse(&noticed),
    };
    let logged_in = services
        .accounts
        .login
        .log_in(attempt)
        .await
        .map_err(|error| match error {
            LoginError::Refused { left } => AppError::LoginRefused(left),
            LoginError::Locked(remaining) => AppError::Locked(remaining),
            LoginError::TooManyAttempts(remaining) => AppError::TooManyAttempts(remaining),
            LoginError::Busy => AppError::Busy,
            LoginError::Store(error) => fault(&error),
        })?;
    set_cookie(&services.cookies.set(&DEVICE, &logged_in.device));
    if caller.report_code.is_some() {
        // The attempts of whoever comes next to this browser are not theirs.
        set_cookie(&services.cookies.remove(&REPORT_CODE));
    }
    match logged_in.grant {
        LoginGrant::Session(token) => {
            set_cookie(&services.cookies.set_kept(&SESSION, &token, logged_in.kept));
            set_cookie(&services.cookies.set(&LAST_USER, &logged_in.user_id));
            let is_same = caller.last_user == Some(logged_in.user_id);
            if let Some(again) = again(&next, kept).filter(|_| is_same) {
                return Ok(Some(again));
            }
            redirect(local_path(&next).unwrap_or(home(logged_in.role)));
        }
        LoginGrant::NewPassword(token) => {
            set_cookie(&services.cookies.set(&LINK, &token));
            redirect(crate::routes::NEW_PASSWORD);
        }
    }
    Ok(None)
}

/// What is to be sent once more, if it is the form of a page.
fn again(path: &str, kept: Vec<String>) -> Option<Again> {
    let page = crate::pages::find(path)?;
    let fields = kept.into_iter().filter_map(|field| {
        let (name, value) = field.split_once('=')?;
        Some((name.to_owned(), value.to_owned()))
    });
    let fields: Vec<_> = fields.collect();
    let is_form = matches!(page.takes, crate::page::Takes::Form(_)) && !fields.is_empty();
    is_form.then(|| Again {
        path: path.to_owned(),
        fields,
    })
}
