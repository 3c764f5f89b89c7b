//! The login screen.

use leptos::prelude::*;

use super::api::LogIn;
use crate::form::{Form, FormState};
use crate::request;
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::NarrowPage;
use crate::ui::password_field::PasswordField;
use crate::ui::text_field::TextField;

/// The login screen.
#[component]
pub(crate) fn LoginPage() -> impl IntoView {
    let action = ServerAction::<LogIn>::new();
    let state = FormState::of(action);
    let error = state.error;
    let of_field = move |name| Signal::derive(move || error.get().and_then(|e| e.of_field(name)));
    view! {
        <NarrowPage heading="Log In">
            <ErrorSummary error/>
            <Form action page=routes::LOGIN>
                <TextField
                    label="Login Name"
                    name="login_name"
                    autocomplete="username"
                    value=state.typed("login_name")
                    error=of_field("login_name")
                />
                <PasswordField
                    label="Password"
                    name="password"
                    autocomplete="current-password"
                    error=of_field("password")
                />
                <div class="choice">
                    <input
                        type="checkbox"
                        id="keep"
                        name="keep"
                        value="true"
                        checked=state.typed("keep") == "true"
                    />
                    <label for="keep">"Keep me logged in"</label>
                </div>
                <input type="hidden" name="next" value=request::next()/>
                <button type="submit" class="primary" aria-busy=move || {
                    action.pending().get().then_some("true")
                }>
                    "Log In"
                </button>
            </Form>
            <p><a href=routes::TROUBLE>"Having Trouble Logging In?"</a></p>
        </NarrowPage>
    }
}
