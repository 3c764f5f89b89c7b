//! The login screen.

use leptos::prelude::*;

use crate::context::{locale, portal};
use crate::error::AppError;
use crate::form::{FormState, Returned};
use crate::islands::{Checklist, FindingsField, LockNotice, PasswordField, TextField};
use crate::pages::trouble::known_points;
use crate::request::{self, After};
use crate::routes::{self, KEPT};
use crate::ui::contact::contact_details;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::NarrowPage;
use crate::ui::notice::{ErrorNotice, GoodNotice};
use crate::words::t;

/// The login screen.
pub(super) fn view() -> impl IntoView {
    let (t, state) = (t(), FormState::from_request());
    // Checked by the server wherever it comes from, when somebody has logged in.
    let next = Some(state.typed("next"))
        .filter(|next| !next.is_empty())
        .unwrap_or_else(request::next);
    view! {
        <NarrowPage heading=t.common_log_in()>
            {before()}
            <ErrorSummary error=state.error()/>
            {after_failure(state.error())}
            <form method="post" action=routes::LOGIN novalidate>
                <TextField
                    warns=true
                    label=t.common_login_name()
                    name="login_name"
                    autocomplete="username"
                    value=state.typed("login_name")
                    error=state.for_field("login_name")
                />
                <PasswordField
                    label=t.common_password()
                    name="password"
                    autocomplete="current-password"
                    error=state.for_field("password")
                />
                {keep(state)}
                <input type="hidden" name="next" value=next/>
                {kept()}
                <FindingsField name="noticed"/>
                <button type="submit" class="primary">{t.common_log_in()}</button>
            </form>
            {checklist(state.error().as_ref())}
            <p>
                <a href=routes::TROUBLE>{t.common_trouble()}</a>
            </p>
        </NarrowPage>
    }
}

/// What somebody had sent when their session had ended.
fn kept() -> impl IntoView {
    let typed = use_context::<Returned>().unwrap_or_default().typed;
    let kept = typed.into_iter().filter(|(name, _)| name == KEPT);
    kept.map(|(_, field)| view! { <input type="hidden" name=KEPT value=field/> })
        .collect_view()
}

/// **Keep me logged in**, where it is offered.
fn keep(state: FormState) -> impl IntoView {
    portal().settings.keeps_sessions().then(|| {
        view! {
            <div class="choice">
                <input
                    type="checkbox"
                    id="keep"
                    name="keep"
                    value="true"
                    checked=state.typed("keep") == "true"
                />
                <label for="keep">{t().login_keep()}</label>
            </div>
        }
    })
}

/// What somebody can do whose attempt was turned away, and what administrators say to them.
fn after_failure(error: Option<AppError>) -> impl IntoView {
    error.map(|error| {
        let facts = portal();
        let settings = &facts.settings;
        let name = matches!(error, AppError::Locked(_));
        let lock = error.remaining();
        let lock = lock.map(|remaining| view! { <LockNotice name remaining/> });
        let text = settings.failure_message(locale());
        let text = (!text.is_empty()).then(|| view! { <p class="notice">{text.to_owned()}</p> });
        let reset = settings.allows_reset().then(|| {
            view! { <p><a href=routes::RESET_PASSWORD>{t().trouble_reset_link()}</a></p> }
        });
        view! {
            {lock}
            <div class="after-failure">
                {text}
                {reset}
                {contact_details(&settings.contact(locale()))}
            </div>
        }
    })
}

/// What to check before the next attempt.
fn checklist(error: Option<&AppError>) -> impl IntoView + use<> {
    let locked = error.and_then(AppError::remaining).is_some();
    let refused = matches!(error, Some(AppError::LoginRefused(_)));
    (locked || refused).then(|| view! { <Checklist locked>{known_points()}</Checklist> })
}

/// What was done before, or what made it of no use.
fn before() -> impl IntoView {
    let done = After::from_request().map(|after| after.sentence(t()));
    let (name, value) = routes::COOKIES_LOST;
    let lost = request::query_fields().contains(&(name.to_owned(), value.to_owned()));
    view! {
        {done.map(|message| view! { <GoodNotice message/> })}
        {lost.then(|| view! { <ErrorNotice message=t().login_cookies_lost()/> })}
    }
}
