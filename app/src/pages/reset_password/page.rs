//! Asking for a mail with a link to a new password, or, where that is not allowed, whom to ask.

use leptos::prelude::*;

use crate::context::{locale, portal};
use crate::form::FormState;
use crate::islands::TextField;
use crate::routes;
use crate::ui::contact::contact_details;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::NarrowPage;
use crate::words::t;

/// The form for the address, or whom to ask.
pub(super) fn view() -> impl IntoView {
    let settings = portal().settings;
    let contact = contact_details(&settings.contact(locale()));
    if settings.allows_reset() {
        form(contact).into_any()
    } else {
        ask(contact).into_any()
    }
}

fn form(contact: impl IntoView + 'static) -> impl IntoView {
    let (t, state) = (t(), FormState::from_request());
    view! {
        <NarrowPage heading=t.reset_title()>
            <p>{t.reset_intro()}</p>
            <ErrorSummary error=state.error()/>
            <form method="post" action=routes::RESET_PASSWORD novalidate>
                <TextField
                    label=t.common_email()
                    name="email"
                    autocomplete="email"
                    inputmode="email"
                    value=state.typed("email")
                    error=state.for_field("email")
                />
                <button type="submit" class="primary">{t.reset_button()}</button>
            </form>
            <p>{t.reset_neither()}</p>
            {contact}
            <p><a href=routes::LOGIN>{t.trouble_back_to_login()}</a></p>
        </NarrowPage>
    }
}

fn ask(contact: impl IntoView + 'static) -> impl IntoView {
    let t = t();
    let (before, trouble, after) = texts::link(t.reset_ask_trouble());
    view! {
        <NarrowPage heading=t.reset_ask_title()>
            <p>{t.reset_ask()}</p>
            {contact}
            <p>{before} <a href=routes::TROUBLE>{trouble}</a> {after}</p>
            <p><a href=routes::LOGIN>{t.trouble_back_to_login()}</a></p>
        </NarrowPage>
    }
}
