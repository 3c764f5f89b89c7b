//! The first administrator's screen.

use leptos::prelude::*;

use super::api::SetUp;
use crate::form::{Form, FormState, Submit};
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::NarrowPage;
use crate::ui::password_field::PasswordField;
use crate::ui::still::still;
use crate::ui::text_field::TextField;
use crate::words::t;

/// The set-up screen. Once an administrator exists, its path is gone.
#[component]
pub(crate) fn SetupPage() -> impl IntoView {
    let t = t();
    let action = ServerAction::<SetUp>::new();
    let state = FormState::of(action);
    let error = state.error;
    view! {
        <NarrowPage heading=t.setup_title()>
            <p inner_html=still(move || t.setup_intro())></p>
            <ErrorSummary error/>
            <Form action page=routes::SETUP>
                <TextField
                    label=t.setup_code()
                    name="code"
                    autocomplete="off"
                    hint=t.setup_code_hint()
                    value=String::new()
                    error=state.of_field("code")
                />
                <TextField
                    label=t.common_login_name()
                    name="login_name"
                    autocomplete="username"
                    value=state.typed("login_name")
                    error=state.of_field("login_name")
                />
                <TextField
                    label=t.setup_email()
                    name="email"
                    autocomplete="email"
                    inputmode="email"
                    value=state.typed("email")
                    error=state.of_field("email")
                />
                <PasswordField
                    label=t.common_password()
                    name="password"
                    autocomplete="new-password"
                    error=state.of_field("password")
                />
                <Submit action label=t.setup_make()/>
            </Form>
        </NarrowPage>
    }
}
