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

/// The set-up screen. Once an administrator exists, its path is gone.
#[component]
pub(crate) fn SetupPage() -> impl IntoView {
    let action = ServerAction::<SetUp>::new();
    let state = FormState::of(action);
    let error = state.error;
    view! {
        <NarrowPage heading="Set Up Latchkey">
            <p inner_html=still(|| {
                "Make the first administrator. You can add everybody else afterwards."
            })></p>
            <ErrorSummary error/>
            <Form action page=routes::SETUP>
                <TextField
                    label="Set-up code"
                    name="code"
                    autocomplete="off"
                    hint="The server printed it when it started."
                    value=String::new()
                    error=state.of_field("code")
                />
                <TextField
                    label="Login Name"
                    name="login_name"
                    autocomplete="username"
                    value=state.typed("login_name")
                    error=state.of_field("login_name")
                />
                <TextField
                    label="E-mail Address"
                    name="email"
                    autocomplete="email"
                    inputmode="email"
                    value=state.typed("email")
                    error=state.of_field("email")
                />
                <PasswordField
                    label="Password"
                    name="password"
                    autocomplete="new-password"
                    error=state.of_field("password")
                />
                <Submit action label="Make Administrator"/>
            </Form>
        </NarrowPage>
    }
}
