//! One's own account.

use accounts::account::AccountOverview;
use accounts::current_user::CurrentUser;
use accounts::login::OwnSession;
use leptos::prelude::*;
use model::timestamp::{Duration, Timestamp};
use model::user::Language;

use super::api::AccountNotice;
use crate::context::{current_user, fault, locale, portal, services};
use crate::error::AppError;
use crate::form::FormState;
use crate::islands::TextField;
use crate::islands::moment;
use crate::page::{Shown, shown};
use crate::request::{self, After};
use crate::routes;
use crate::ui::attempts::attempts;
use crate::ui::contact::contact_details;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::notice::GoodNotice;
use crate::ui::select_field::SelectField;
use crate::ui::table::table;
use crate::words::{self, t};

/// How long before a password expires its owner is told.
const WARNED: Duration = Duration::days(5);

/// Whose account it is, where they are logged in, and who tried to be.
pub(super) async fn load() -> Result<Shown, AppError> {
    let current_user = current_user()?;
    let account = services()?
        .accounts
        .own_account
        .overview(&current_user)
        .await;
    let account = account.map_err(|error| fault(&error))?;
    shown(move || view(current_user, account))
}

fn view(current_user: CurrentUser, account: AccountOverview) -> impl IntoView {
    let (t, state) = (t(), FormState::from_request());
    let done = AccountNotice::from_query(&request::query()).map(|done| done.sentence(t));
    let done = done.or(After::from_request().map(|after| after.account_sentence(t)));
    view! {
        <WidePage heading=t.account_title()>
            {done.map(|sentence| view! { <GoodNotice message=sentence/> })}
            <ErrorSummary error=state.error()/>
            {expiry(current_user.password_expires_at)}
            <div class="cards">
                <section>
                    {details(&current_user)}
                    {password()}
                </section>
                <section>{email(&current_user, state)} {language(account.language)}</section>
            </div>
            <section>
                <h2>{t.account_sessions()}</h2>
                {sessions(account.sessions)}
            </section>
            <section>
                <h2>{t.account_attempts()}</h2>
                <p class="hint">{t.account_attempts_hint()}</p>
                {attempts(account.attempts)}
            </section>
        </WidePage>
    }
}

fn details(current_user: &CurrentUser) -> impl IntoView + use<> {
    let t = t();
    let email = current_user.email.clone();
    let email = email.unwrap_or_else(|| t.account_no_email().to_owned());
    view! {
        <dl class="details">
            <dt>{t.common_login_name()}</dt>
            <dd><bdi>{current_user.login_name.clone()}</bdi></dd>
            <dt>{t.common_name()}</dt>
            <dd><bdi>{current_user.display_name.clone()}</bdi></dd>
            <dt>{t.common_email()}</dt>
            <dd><bdi>{email}</bdi></dd>
        </dl>
    }
}

/// That the password is to be replaced soon.
fn expiry(end: Option<Timestamp>) -> impl IntoView {
    let left = end?.since(portal().now);
    (left <= WARNED).then(|| {
        let t = t();
        view! { <p class="notice">{t.account_expires(t.wait(left))}</p> }
    })
}

fn password() -> impl IntoView {
    let t = t();
    match super::changes_own_password() {
        true => view! {
            <p><a class="button" href=routes::CHANGE_PASSWORD>{t.change_password_title()}</a></p>
        }
        .into_any(),
        false => view! {
            <p>{t.account_administrator_changes()}</p>
            {contact_details(&portal().settings.contact(locale()))}
        }
        .into_any(),
    }
}

fn email(current_user: &CurrentUser, state: FormState) -> impl IntoView + use<> {
    let t = t();
    let there = current_user.email.clone().unwrap_or_default();
    view! {
        <form method="post" action=routes::ACCOUNT_EMAIL class="column" novalidate>
            <TextField
                label=t.account_new_email()
                name="email"
                autocomplete="email"
                inputmode="email"
                hint=t.account_new_email_hint()
                value=state.typed_or("email", &there)
                error=state.for_field("email")
            />
            <div class="actions">
                <button type="submit" class="quiet">{t.account_change_email()}</button>
            </div>
        </form>
    }
}

fn language(chosen: Language) -> impl IntoView {
    let t = t();
    view! {
        <form method="post" action=routes::ACCOUNT_LANGUAGE class="column">
            <SelectField
                label=t.common_language()
                name="language"
                choices=Language::ALL.map(|it| (it.as_str(), words::language(t, it))).to_vec()
                chosen=chosen.as_str()
            />
            <div class="actions">
                <button type="submit" class="quiet">{t.account_save_language()}</button>
            </div>
        </form>
    }
}

fn sessions(sessions: Vec<OwnSession>) -> impl IntoView {
    let t = t();
    let headings = [
        t.attempts_browser(),
        t.attempts_address(),
        t.account_last_used(),
        t.account_logged_in(),
        t.account_actions(),
    ];
    let others = (sessions.len() > 1).then(|| {
        view! {
            <form method="post" action=routes::ACCOUNT_SESSIONS class="actions">
                <button type="submit" class="quiet">{t.account_log_out_others()}</button>
            </form>
        }
    });
    let row = move |session: OwnSession| {
        let browser = t.browser(&session.user_agent);
        let action = match session.is_this {
            true => view! { <strong>{t.account_this_browser()}</strong> }.into_any(),
            false => view! {
                <form method="post" action=routes::ACCOUNT_SESSIONS>
                    <input type="hidden" name="id" value=session.id/>
                    <button type="submit" class="quiet" aria-label=t.account_log_out_of(&browser)>
                        {t.frame_log_out()}
                    </button>
                </form>
            }
            .into_any(),
        };
        let browser = match session.kept {
            true => t.account_kept(browser),
            false => browser,
        };
        view! {
            <tr>
                <th scope="row">{browser}</th>
                <td>{session.client_address}</td>
                <td class="moment">{moment(t, session.last_used_at)}</td>
                <td class="moment">{moment(t, session.started_at)}</td>
                <td>{action}</td>
            </tr>
        }
    };
    let rows = sessions.into_iter().map(row).collect_view();
    view! {
        {table(t.account_sessions(), &headings, rows)}
        {others}
    }
}
