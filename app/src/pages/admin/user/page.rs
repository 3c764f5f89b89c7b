//! One user: who they are, what keeps them out, and what to do about it.

use accounts::edit_user::UserDetails;
use accounts::reports::Report;
use accounts::user_list::Locks;
use accounts::users::UserInfo;
use leptos::prelude::*;
use model::lockout::Remaining;
use model::report::ReportCode;
use model::timestamp::Timestamp;
use model::user::{Role, Status};

use super::api::{Done, UserAction};
use super::edit::edit;
use crate::context::{fault, services, visitor};
use crate::error::{self, AppError};
use crate::form::FormState;
use crate::pages::not_found::NotFoundPage;
use crate::pages::trouble::report::in_words;
use crate::request;
use crate::routes::{self, UserPart, user_page};
use crate::ui::copy::copy_button;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::notice::{ErrorNotice, GoodNotice};
use crate::ui::tries::tries;

/// **Edit User**
#[component]
pub(crate) fn UserPage(
    /// Whose.
    id: i64,
) -> impl IntoView {
    view! {
        <Suspense fallback=|| ()>
            {Suspend::new(async move {
                match details(id).await {
                    Ok(Some((user, report))) => shown(user, report).into_any(),
                    Ok(None) => NotFoundPage().into_any(),
                    Err(error) => view! {
                        <WidePage heading="Edit User">
                            <ErrorNotice message=error.to_string()/>
                        </WidePage>
                    }
                    .into_any(),
                }
            })}
        </Suspense>
    }
}

/// The user, and the report that led here.
async fn details(id: i64) -> Result<Option<(UserDetails, Option<Report>)>, AppError> {
    let admin = visitor()?.admin().ok_or(AppError::NotAllowed)?;
    let accounts = services()?.accounts;
    let user = accounts.user_details(admin, id).await;
    let Some(user) = user.map_err(|error| fault(&error))? else {
        return Ok(None);
    };
    let code = request::query_fields()
        .into_iter()
        .find(|(name, _)| name == "report");
    let report = match code.and_then(|(_, code)| code.parse::<ReportCode>().ok()) {
        Some(code) => accounts.report(code).await.map_err(|error| fault(&error))?,
        None => None,
    };
    Ok(Some((user, report)))
}

fn shown(details: UserDetails, report: Option<Report>) -> impl IntoView {
    let state = FormState::of_request();
    let done = Done::of_query(&request::query());
    view! {
        <WidePage heading="Edit User">
            {done.map(|done| view! { <GoodNotice message=done.sentence()/> })}
            <ErrorSummary error=state.error/>
            {facts(&details)}
            {actions(&details)}
            <div class="beside">
                <section>
                    <h2>"Details"</h2>
                    {edit(&details.user, state)}
                </section>
                <section>
                    {report.map(|report| view! {
                        <h2>"Their report"</h2>
                        <pre class="report" tabindex="0">{in_words(&report)}</pre>
                    })}
                    <h2>"The last tries to log in"</h2>
                    {tries(details.tries)}
                </section>
            </div>
            <p>
                <a href=log_of(&details.user)>"Audit log of this user"</a>
            </p>
            <p><a href=routes::ADMIN_USERS>"Back to the list of users"</a></p>
        </WidePage>
    }
}

/// What was done by and to them.
fn log_of(user: &UserInfo) -> String {
    let query = serde_urlencoded::to_string([("login_name", &user.login_name)]);
    format!("{}?{}", routes::ADMIN_LOG, query.unwrap_or_default())
}

fn facts(details: &UserDetails) -> impl IntoView + use<> {
    let user = &details.user;
    let lines = [
        ("Status", standing(user)),
        ("Lock", locks(details.locks)),
        ("Last login", last_login(user)),
        ("Sessions", details.sessions.to_string()),
        ("Added", user.created_at.in_words()),
    ];
    let line = |(label, text): (&'static str, String)| {
        view! {
            <dt>{label}</dt>
            <dd>{text}</dd>
        }
    };
    view! {
        <dl class="details">
            <dt>"Login Name"</dt>
            <dd class="copied">
                <bdi id="login-name">{user.login_name.clone()}</bdi>
                {copy_button("login-name", "Copy")}
            </dd>
            {lines.map(line).collect_view()}
        </dl>
    }
}

fn locks(locks: Locks) -> String {
    let until = |remaining| match remaining {
        Remaining::Until(end, wait) => format!(
            "until {}, {} from now",
            Timestamp::in_words(end),
            error::in_words(wait)
        ),
        Remaining::UntilUnlocked => "until somebody unlocks it".to_owned(),
    };
    match (locks.elsewhere, locks.known_browser) {
        (None, None) => "Not locked".to_owned(),
        (Some(end), None) => format!(
            "Locked {}, except in browsers that they have logged in with before",
            until(end)
        ),
        (None, Some(end)) => format!(
            "Locked {} in a browser that they have logged in with before",
            until(end)
        ),
        (Some(end), Some(known)) => format!(
            "Locked {}; in a browser that they have logged in with before {}",
            until(end),
            until(known)
        ),
    }
}

/// When somebody last logged in, as administrators read it.
pub(crate) fn last_login(user: &UserInfo) -> String {
    user.last_login_at
        .map_or_else(|| "Never".to_owned(), Timestamp::in_words)
}

/// A role, as administrators read it.
pub(crate) const fn role(role: Role) -> &'static str {
    match role {
        Role::Administrator => "Administrator",
        Role::User => "User",
    }
}

/// A status, as administrators read it.
pub(crate) const fn status(status: Status) -> &'static str {
    match status {
        Status::Active => "Active",
        Status::Inactive => "Inactive",
    }
}

fn standing(user: &UserInfo) -> String {
    let standing = match (user.status, user.has_password, user.must_change) {
        (Status::Inactive, ..) => "Inactive: cannot log in",
        (Status::Active, false, _) => "Active, without a password yet",
        (Status::Active, true, true) => "Active, must choose a new password at the next login",
        (Status::Active, true, false) => "Active",
    };
    standing.to_owned()
}

/// What helps, the likeliest first; what would change nothing is not offered.
fn actions(details: &UserDetails) -> impl IntoView + use<> {
    let user = &details.user;
    let active = user.status == Status::Active;
    let offered = [
        (UserAction::Unlock, "Unlock", details.locks.any()),
        (UserAction::Activate, "Activate", !active),
        (
            UserAction::SendLink,
            "Inform the User",
            active && user.email.is_some(),
        ),
        (
            UserAction::AskForPassword,
            UserAction::AskForPassword.label(),
            active && user.has_password && !user.must_change,
        ),
        (
            UserAction::LogOut,
            "Log Out Everywhere",
            details.sessions > 0,
        ),
        (UserAction::Deactivate, "Deactivate", active),
    ];
    let button = |(action, label, offered): (UserAction, &'static str, bool)| {
        offered.then(|| {
            view! {
                <button type="submit" class="quiet" name="action" value=action.as_str()>
                    {label}
                </button>
            }
        })
    };
    let password = active.then(|| {
        let page = user_page(user.id, UserPart::Password);
        view! { <a class="button" href=page>"Change Password"</a> }
    });
    view! {
        <div class="actions">
            {password}
            <form method="post" action=user_page(user.id, UserPart::Action) class="actions">
                <input type="hidden" name="id" value=user.id/>
                {offered.map(button).collect_view()}
            </form>
            <form method="post" action=routes::ADMIN_USERS_ACTION>
                <input type="hidden" name="ids[]" value=user.id/>
                <button type="submit" class="danger" name="action" value="delete">"Delete"</button>
            </form>
        </div>
        {(active && user.email.is_some()).then(|| view! {
            <p class="hint">
                "Inform the User sends the login name, the portal's address and a link to set a password."
            </p>
        })}
    }
}
