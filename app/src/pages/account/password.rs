//! Changing one's own password.

use leptos::prelude::*;
use model::password::PasswordPolicy;

use super::api::ChangePassword;
use crate::form::{Form, FormState, Submit};
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::own_name::OwnName;
use crate::ui::password_field::PasswordField;

/// The current password and the new one.
#[component]
pub(crate) fn ChangePasswordPage() -> impl IntoView {
    let action = ServerAction::<ChangePassword>::new();
    let state = FormState::of(action);
    view! {
        <WidePage heading="Change Password">
            <ErrorSummary error=state.error/>
            <div class="column">
                <Form action page=routes::CHANGE_PASSWORD>
                    <OwnName login_name=login_name()/>
                    <PasswordField
                        label="Current Password"
                        name="current_password"
                        autocomplete="current-password"
                        error=state.of_field("current_password")
                    />
                    <PasswordField
                        label="New Password"
                        name="password"
                        autocomplete="new-password"
                        least=Some(PasswordPolicy::default().min_length)
                        error=state.of_field("password")
                    />
                    <div class="choice">
                        <input
                            type="checkbox"
                            id="end_others"
                            name="end_others"
                            value="true"
                            checked=true
                        />
                        <label for="end_others">"Log out everywhere else"</label>
                    </div>
                    <Submit action label="Save"/>
                </Form>
            </div>
            <p><a href=routes::ACCOUNT>"Back to your account"</a></p>
        </WidePage>
    }
}

fn login_name() -> String {
    #[cfg(feature = "ssr")]
    return crate::context::visitor()
        .map(|visitor| visitor.login_name)
        .unwrap_or_default();
    #[cfg(not(feature = "ssr"))]
    String::new()
}
