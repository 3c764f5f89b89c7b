//! One user: who they are, what keeps them out, and what to do about it.

use accounts::login::AccountLocks;
use accounts::reports::Report;
use accounts::users::{UserDetails, UserInfo};
use leptos::prelude::*;
use model::lockout::Remaining;
use model::report::ReportCode;
use model::user::Status;
use texts::Texts;

use super::api::{UserAction, UserNotice};
use super::edit::edit;
use crate::context::{current_user, fault, services};
use crate::error::AppError;
use crate::form::FormState;
use crate::islands::copy_button;
use crate::islands::{moment, with_moments};
use crate::page::{Shown, shown};
use crate::pages::trouble::report::in_words;
use crate::request;
use crate::routes::{self, UserPart, user_page};
use crate::ui::attempts::attempts;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::notice::GoodNotice;
use crate::words::t;

/// **Edit User**
pub(super) async fn load() -> Result<Shown, AppError> {
    let id = request::user_id()?;
    let admin = current_user()?.admin().ok_or(AppError::NotAllowed)?;
    let accounts = services()?.accounts;
    let user = accounts.users.details(admin, id).await;
    let user = user.map_err(|error| fault(&error))?.ok_or(AppError::Gone)?;
    // The one that led here.
    let code = request::query_fields()
        .into_iter()
        .find(|(name, _)| name == "report");
    let report = match code.and_then(|(_, code)| code.parse::<ReportCode>().ok()) {
        Some(code) => accounts
            .reports
            .find(code)
            .await
            .map_err(|error| fault(&error))?,
        None => None,
    };
    shown(|| view(user, report))
}

fn view(details: UserDetails, report: Option<Report>) -> impl IntoView {
    let (t, state) = (t(), FormState::from_request());
    let done = UserNotice::from_query(&request::query());
    view! {
        <WidePage heading=t.user_title()>
            {done.map(|done| said(done, details.user.id))}
            <ErrorSummary error=state.error()/>
            {facts(&details)}
            {actions(&details)}
            <div class="beside">
                <section>
                    <h2>{t.user_details()}</h2>
                    {edit(&details, state)}
                </section>
                <section>
                    {report.map(move |report| view! {
                        <h2>{t.user_report()}</h2>
                        <pre class="report" tabindex="0">{in_words(t, &report)}</pre>
                    })}
                    <h2>{t.attempts_caption()}</h2>
                    {attempts(details.attempts)}
                </section>
            </div>
            <p>
                <a href=log_of(&details.user)>{t.user_log()}</a>
            </p>
            <p><a href=routes::ADMIN_USERS>{t.new_user_back()}</a></p>
        </WidePage>
    }
}

/// What was just done, and how it is undone.
fn said(done: UserNotice, id: i64) -> impl IntoView {
    let t = t();
    let undo = done.undone_by().map(|action| {
        view! {
            <form method="post" action=user_page(id, UserPart::Action)>
                <input type="hidden" name="id" value=id/>
                {undo(action)}
            </form>
        }
    });
    view! { <GoodNotice message=done.sentence(t)>{undo}</GoodNotice> }
}

/// The button that undoes what was just done.
pub(crate) fn undo(action: UserAction) -> impl IntoView {
    view! {
        <button type="submit" class="link" name="action" value=action.as_str()>
            {t().user_undo()}
        </button>
    }
}

/// What was done by and to them.
fn log_of(user: &UserInfo) -> String {
    let query = serde_urlencoded::to_string([("login_name", &user.login_name)]);
    format!("{}?{}", routes::ADMIN_LOG, query.unwrap_or_default())
}

fn facts(details: &UserDetails) -> impl IntoView + use<> {
    let (t, user) = (t(), &details.user);
    let stands = match (user.status, user.has_password, user.must_change) {
        (Status::Inactive, ..) | (Status::Active, false, _) => "badge",
        (Status::Active, true, true) => "badge found",
        (Status::Active, true, false) => "badge fine",
    };
    let locked = match details.locks.any() {
        true => "badge found",
        false => "badge fine",
    };
    let lines = [
        (t.common_status(), standing(t, user).into_any(), stands),
        (t.user_lock(), locks(t, details.locks), locked),
        (t.users_last_login(), last_login(t, user), ""),
        (t.user_sessions(), details.sessions.into_any(), ""),
        (t.user_created(), moment(t, user.created_at), ""),
    ];
    let line = |(label, text, class): (&'static str, AnyView, &'static str)| {
        view! {
            <dt>{label}</dt>
            <dd><span class=class>{text}</span></dd>
        }
    };
    view! {
        <dl class="details">
            <dt>{t.common_login_name()}</dt>
            <dd class="copied">
                <bdi id="login-name">{user.login_name.clone()}</bdi>
                {copy_button("login-name")}
            </dd>
            {lines.map(line).collect_view()}
        </dl>
    }
}

fn locks(t: Texts, locks: AccountLocks) -> AnyView {
    let until = |remaining| match remaining {
        Remaining::Until(end, wait) => t.user_until(t.moment(end), t.wait(wait)),
        Remaining::UntilUnlocked => t.user_until_unlocked().to_owned(),
    };
    let sentence = match (locks.unknown_browsers, locks.known_browser) {
        (None, None) => t.user_not_locked().to_owned(),
        (Some(end), None) => t.user_locked_elsewhere(until(end)),
        (None, Some(end)) => t.user_locked_known(until(end)),
        (Some(end), Some(known)) => t.user_locked_both(until(end), until(known)),
    };
    let moments: Vec<_> = [locks.unknown_browsers, locks.known_browser]
        .into_iter()
        .flatten()
        .filter_map(|remaining| match remaining {
            Remaining::Until(end, _) => Some(end),
            Remaining::UntilUnlocked => None,
        })
        .collect();
    with_moments(t, &sentence, &moments)
}

/// When somebody last logged in, as administrators read it.
pub(crate) fn last_login(t: Texts, user: &UserInfo) -> AnyView {
    let never = || t.user_never().into_any();
    user.last_login_at.map_or_else(never, |at| moment(t, at))
}

fn standing(t: Texts, user: &UserInfo) -> String {
    let standing = match (user.status, user.has_password, user.must_change) {
        (Status::Inactive, ..) => t.user_stands_inactive(),
        (Status::Active, false, _) => t.user_stands_without_password(),
        (Status::Active, true, true) => t.user_stands_must_change(),
        (Status::Active, true, false) => t.status_active(),
    };
    standing.to_owned()
}

/// What helps, the likeliest first; what would change nothing is not offered.
fn actions(details: &UserDetails) -> impl IntoView + use<> {
    let (t, user) = (t(), &details.user);
    let active = user.status == Status::Active;
    let offered = [
        (UserAction::Unlock, t.user_unlock(), details.locks.any()),
        (UserAction::Activate, t.user_activate(), !active),
        (
            UserAction::SendLink,
            t.user_inform(),
            active && user.email.is_some(),
        ),
        (
            UserAction::AskForPassword,
            t.user_ask_for_password(),
            active && user.has_password && !user.must_change,
        ),
        (UserAction::LogOut, t.user_log_out(), details.sessions > 0),
        (UserAction::Deactivate, t.user_deactivate(), active),
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
        view! { <a class="button" href=page>{t.user_password_title()}</a> }
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
                <button type="submit" class="danger" name="action" value="delete">
                    {t.user_delete()}
                </button>
            </form>
        </div>
        {(active && user.email.is_some()).then(|| view! {
            <p class="hint">{t.user_inform_hint()}</p>
        })}
    }
}
