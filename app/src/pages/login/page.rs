//! The login screen.

use leptos::prelude::*;
use model::finding::{Check, Findings, Found};

use super::api::LogIn;
use super::checklist::Checklist;
#[cfg(feature = "ssr")]
use crate::context::page_facts;
use crate::form::{Form, FormState, Submit};
use crate::request;
use crate::routes;
#[cfg(feature = "ssr")]
use crate::ui::contact::contact_details;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::NarrowPage;
use crate::ui::lock_notice::LockNotice;
use crate::ui::password_field::PasswordField;
use crate::ui::still::still;
use crate::ui::text_field::TextField;
use crate::words::t;

/// The login screen.
#[component]
pub(crate) fn LoginPage() -> impl IntoView {
    let t = t();
    let action = ServerAction::<LogIn>::new();
    let state = FormState::of(action);
    let error = state.error;
    // Checked by the server wherever it comes from, when somebody has logged in.
    let next = Some(state.typed("next"))
        .filter(|next| !next.is_empty())
        .unwrap_or_else(request::next);
    let (in_name, in_password) = (RwSignal::new(Vec::new()), RwSignal::new(Vec::new()));
    let lock_is_over = RwSignal::new(false);
    // For the administrator who is asked why it fails.
    let noticed = move || {
        let mut findings = Findings::default();
        if in_name.with(|warnings| !warnings.is_empty()) {
            findings.add(Check::NameSpace, Found::Wrong);
        }
        in_password.with(|warnings| {
            for warning in warnings {
                findings.add(Check::of_warning(*warning), Found::Wrong);
            }
        });
        findings.to_string()
    };
    // What is over is not told any more.
    let shown = Signal::derive(move || error.get().filter(|_| !lock_is_over.get()));
    view! {
        <NarrowPage heading=t.common_log_in()>
            <div inner_html=still(before)></div>
            <ErrorSummary error=shown/>
            <LockNotice error over=lock_is_over/>
            <div class="after-failure" inner_html=still(further)></div>
            <Form action page=routes::LOGIN>
                <TextField
                    label=t.common_login_name()
                    name="login_name"
                    autocomplete="username"
                    value=state.typed("login_name")
                    error=state.of_field("login_name")
                    warnings=in_name
                />
                <PasswordField
                    label=t.common_password()
                    name="password"
                    autocomplete="current-password"
                    error=state.of_field("password")
                    warnings=in_password
                />
                <div inner_html=still(move || keep(state))></div>
                <input type="hidden" name="next" value=next/>
                <input type="hidden" name="noticed" prop:value=noticed/>
                <Submit action label=t.common_log_in()/>
            </Form>
            <Checklist
                error
                lock_is_over
                name=in_name.read_only()
                password=in_password.read_only()
            />
            <p inner_html=still(trouble)></p>
        </NarrowPage>
    }
}

/// **Keep me logged in**, where it is offered.
fn keep(state: FormState) -> impl IntoView {
    #[cfg(feature = "ssr")]
    return page_facts().settings.keeps_sessions().then(|| {
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
    });
    #[cfg(not(feature = "ssr"))]
    let _ = state;
}

/// What administrators say to whoever cannot log in; the style sheet hides it before.
fn further() -> impl IntoView {
    #[cfg(feature = "ssr")]
    return {
        let facts = page_facts();
        let settings = &facts.settings;
        let text = settings.failure_message(crate::context::locale());
        let text = (!text.is_empty()).then(|| view! { <p class="notice">{text.to_owned()}</p> });
        let reset = settings.allows_reset().then(|| {
            view! { <p><a href=routes::RESET_PASSWORD>{t().trouble_reset_link()}</a></p> }
        });
        view! {
            {text}
            {reset}
            {contact_details(&settings.contact(crate::context::locale()))}
        }
    };
}

fn trouble() -> impl IntoView {
    view! { <a href=routes::TROUBLE>{t().common_trouble()}</a> }
}

/// What was done before, or what made it of no use.
fn before() -> impl IntoView {
    #[cfg(feature = "ssr")]
    return {
        use crate::request::After;
        use crate::ui::notice::{ErrorNotice, GoodNotice};
        let done = After::of_request().map(|after| after.sentence(t()));
        let (name, value) = routes::COOKIES_LOST;
        let lost = request::query_fields().contains(&(name.to_owned(), value.to_owned()));
        view! {
            {done.map(|message| view! { <GoodNotice message/> })}
            {lost.then(|| view! { <ErrorNotice message=t().login_cookies_lost()/> })}
        }
    };
}
