//! Asking for a mail with a link to a new password, or, where that is not allowed, whom to ask.

use leptos::prelude::*;

use crate::context::{locale, page_facts};
use crate::form::FormState;
use crate::routes;
use crate::ui::contact::contact_details;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::NarrowPage;
use crate::ui::plain_field::PlainField;

/// The form for the address, or whom to ask.
#[component]
pub(crate) fn ResetPasswordPage() -> impl IntoView {
    let settings = page_facts().settings;
    let contact = contact_details(&settings.contact(locale()));
    if settings.allows_reset() {
        form(contact).into_any()
    } else {
        ask(contact).into_any()
    }
}

fn form(contact: impl IntoView + 'static) -> impl IntoView {
    let state = FormState::of_request();
    view! {
        <NarrowPage heading="Reset Your Password">
            <p>
                "Enter the e-mail address of your account. A mail with a link to a new password \
                will come to it, and your login name stands in it too."
            </p>
            <ErrorSummary error=state.error/>
            <form method="post" action=routes::RESET_PASSWORD novalidate>
                <PlainField
                    label="E-mail Address"
                    name="email"
                    autocomplete="email"
                    inputmode="email"
                    value=state.typed("email")
                    error=state.of_field("email")
                />
                <button type="submit" class="primary">"Reset Password"</button>
            </form>
            <p>
                "If you know neither your login name nor your e-mail address, ask your \
                administrator: they can find your account and send you a link."
            </p>
            {contact}
            <p><a href=routes::LOGIN>"Back to the login screen"</a></p>
        </NarrowPage>
    }
}

fn ask(contact: impl IntoView + 'static) -> impl IntoView {
    view! {
        <NarrowPage heading="Ask Your Administrator">
            <p>
                "Passwords are not reset by mail here. Ask your administrator, who can find your \
                login name, unlock it, and let you choose a new password."
            </p>
            {contact}
            <p>
                <a href=routes::TROUBLE>"Having Trouble Logging In?"</a>
                " helps you to find out why, and makes a report that you can give them."
            </p>
            <p><a href=routes::LOGIN>"Back to the login screen"</a></p>
        </NarrowPage>
    }
}
