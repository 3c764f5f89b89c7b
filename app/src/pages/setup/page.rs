//! The first administrator's screen.

use leptos::prelude::*;
use model::user::Role;

use crate::context::portal;
use crate::form::FormState;
use crate::islands::{PasswordField, TextField};
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::NarrowPage;
use crate::words::t;

/// The set-up screen. Once an administrator exists, its path is gone.
pub(super) fn view() -> impl IntoView {
    let (t, state) = (t(), FormState::from_request());
    let policy = portal().settings.password_policy(Role::Administrator);
    view! {
        <NarrowPage heading=t.setup_title()>
            <p>{t.setup_intro()}</p>
            <ErrorSummary error=state.error()/>
            <form method="post" action=routes::SETUP novalidate>
                <TextField
                    warns=true
                    label=t.setup_code()
                    name="code"
                    autocomplete="off"
                    hint=t.setup_code_hint()
                    value=String::new()
                    secret=true
                    error=state.for_field("code")
                />
                <TextField
                    warns=true
                    label=t.common_login_name()
                    name="login_name"
                    autocomplete="username"
                    value=state.typed("login_name")
                    error=state.for_field("login_name")
                />
                <TextField
                    warns=true
                    label=t.setup_email()
                    name="email"
                    autocomplete="email"
                    inputmode="email"
                    value=state.typed("email")
                    error=state.for_field("email")
                />
                <PasswordField
                    label=t.common_password()
                    name="password"
                    autocomplete="new-password"
                    least=policy.min_length
                    error=state.for_field("password")
                />
                <button type="submit" class="primary">{t.setup_make()}</button>
            </form>
        </NarrowPage>
    }
}
