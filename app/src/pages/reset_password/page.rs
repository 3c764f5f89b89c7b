//! Asking for a mail with a link to a new password.

use leptos::prelude::*;

use super::api::AskForReset;
use crate::form::{Form, FormState, Submit};
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::NarrowPage;
use crate::ui::text_field::TextField;

/// The form for the address.
#[component]
pub(crate) fn ResetPasswordPage() -> impl IntoView {
    let action = ServerAction::<AskForReset>::new();
    let state = FormState::of(action);
    view! {
        <NarrowPage heading="Reset Your Password">
            <p>
                "Enter the e-mail address of your account. A mail with a link to a new password \
                will come to it, and your login name stands in it too."
            </p>
            <ErrorSummary error=state.error/>
            <Form action page=routes::RESET_PASSWORD>
                <TextField
                    label="E-mail Address"
                    name="email"
                    autocomplete="email"
                    inputmode="email"
                    value=state.typed("email")
                    error=state.of_field("email")
                />
                <Submit action label="Reset Password"/>
            </Form>
            <p>
                "If you know neither your login name nor your e-mail address, ask your \
                administrator: they can find your account and send you a link."
            </p>
            <p><a href=routes::LOGIN>"Back to the login screen"</a></p>
        </NarrowPage>
    }
}
