//! One user: who they are, what keeps them out, and what to do about it.

use accounts::edit_user::UserDetails;
use accounts::tries::LoginRecord;
use leptos::prelude::*;
use model::browser;
use model::finding::Found;
use model::lockout::Remaining;
use model::timestamp::Timestamp;
use model::user::{Role, Status};

use super::api::UserAction;
use crate::context::{fault, services, visitor};
use crate::error::AppError;
use crate::form::FormState;
use crate::pages::not_found::NotFoundPage;
use crate::pages::trouble::report::title;
use crate::request;
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::notice::{ErrorNotice, GoodNotice};
use crate::ui::table::table;

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
                    Ok(Some(user)) => shown(user).into_any(),
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

async fn details(id: i64) -> Result<Option<UserDetails>, AppError> {
    let admin = visitor()?.admin().ok_or(AppError::NotAllowed)?;
    let accounts = services()?.accounts;
    let user = accounts.user_details(admin, id).await;
    user.map_err(|error| fault(&error))
}

fn shown(user: UserDetails) -> impl IntoView {
    let state = FormState::of_request();
    let done = UserAction::of_query(&request::query());
    view! {
        <WidePage heading="Edit User">
            {done.map(|action| view! { <GoodNotice message=action.done()/> })}
            <ErrorSummary error=state.error/>
            {facts(&user)}
            {actions(&user)}
            <h2>"The last tries to log in"</h2>
            {tries(user.tries)}
            <p><a href=routes::ADMIN_USERS>"Back to the list of users"</a></p>
        </WidePage>
    }
}

fn facts(user: &UserDetails) -> impl IntoView + use<> {
    let lock = match user.lock {
        None => "Not locked".to_owned(),
        Some(Remaining::Until(end, _)) => format!(
            "Locked until {}, save in browsers that they have logged in with before",
            end.in_words()
        ),
        Some(Remaining::UntilUnlocked) => "Locked until somebody unlocks it".to_owned(),
    };
    let lines = [
        ("Login Name", user.login_name.clone()),
        ("Name", user.display_name.clone()),
        (
            "E-mail Address",
            user.email.clone().unwrap_or_else(|| "none".to_owned()),
        ),
        ("Role", role(user.role).to_owned()),
        ("Status", status(user.status, user.must_change).to_owned()),
        ("Lock", lock),
        (
            "Last login",
            user.last_login_at
                .map_or_else(|| "Never".to_owned(), Timestamp::in_words),
        ),
        ("Sessions", user.sessions.to_string()),
        ("Added", user.created_at.in_words()),
    ];
    let line = |(label, text): (&'static str, String)| {
        view! {
            <dt>{label}</dt>
            <dd>{text}</dd>
        }
    };
    view! { <dl class="details">{lines.map(line).collect_view()}</dl> }
}

/// A role, as administrators read it.
pub(crate) const fn role(role: Role) -> &'static str {
    match role {
        Role::Administrator => "Administrator",
        Role::User => "User",
    }
}

const fn status(status: Status, must_change: bool) -> &'static str {
    match (status, must_change) {
        (Status::Inactive, _) => "Inactive: cannot log in",
        (Status::Active, true) => "Active, must choose a new password at the next login",
        (Status::Active, false) => "Active",
    }
}

/// What helps, the likeliest first; what would change nothing is not offered.
fn actions(user: &UserDetails) -> impl IntoView + use<> {
    let active = user.status == Status::Active;
    let offered = [
        (UserAction::Unlock, user.lock.is_some()),
        (UserAction::Activate, !active),
        (UserAction::SendLink, active && user.email.is_some()),
        (UserAction::LogOut, user.sessions > 0),
        (UserAction::Deactivate, active),
    ];
    let button = |(action, offered): (UserAction, bool)| {
        offered.then(|| {
            view! {
                <button type="submit" class="quiet" name="action" value=action.as_str()>
                    {action.label()}
                </button>
            }
        })
    };
    view! {
        <form method="post" action=routes::user_page(user.id) class="actions">
            <input type="hidden" name="id" value=user.id/>
            {offered.map(button).collect_view()}
        </form>
    }
}

fn tries(tries: Vec<LoginRecord>) -> impl IntoView {
    const HEADINGS: &[&str] = &[
        "When",
        "What came of it",
        "What the browser warned of",
        "Browser",
        "Address",
    ];
    if tries.is_empty() {
        return view! { <p>"None."</p> }.into_any();
    }
    let row = |tried: LoginRecord| {
        let times = match tried.times {
            1 => String::new(),
            times => format!(", {times} times"),
        };
        let warned: Vec<_> = tried
            .noticed
            .iter()
            .filter(|(_, found)| *found == Found::Wrong)
            .map(|(check, _)| title(check))
            .collect();
        let known = if tried.known_browser { ", known" } else { "" };
        view! {
            <tr>
                <th scope="row">{tried.last_at.in_words()}</th>
                <td>{tried.outcome.to_string()} {times}</td>
                <td>{warned.join(", ")}</td>
                <td>{browser::in_words(&tried.user_agent)} {known}</td>
                <td>{tried.client_address}</td>
            </tr>
        }
    };
    let rows = tries.into_iter().map(row).collect_view();
    table("The last tries to log in", HEADINGS, rows).into_any()
}
