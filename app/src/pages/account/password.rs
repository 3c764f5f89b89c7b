//! Changing one's own password.

use leptos::prelude::*;

use super::api::ChangePassword;
use crate::form::{Form, FormState, Submit};
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::own_name::OwnName;
use crate::ui::password_field::PasswordField;
use crate::ui::still::still;
use crate::words::t;

/// The current password and the new one.
#[component]
pub(crate) fn ChangePasswordPage() -> impl IntoView {
    let t = t();
    let action = ServerAction::<ChangePassword>::new();
    let state = FormState::of(action);
    view! {
        <WidePage heading=t.change_password_title()>
            <ErrorSummary error=state.error/>
            <div class="column">
                <Form action page=routes::CHANGE_PASSWORD>
                    <OwnName login_name=login_name()/>
                    <PasswordField
                        label=t.change_password_current()
                        name="current_password"
                        autocomplete="current-password"
                        error=state.of_field("current_password")
                    />
                    <PasswordField
                        label=t.common_new_password()
                        name="password"
                        autocomplete="new-password"
                        error=state.of_field("password")
                    />
                    <div inner_html=still(end_others)></div>
                    <Submit action label=t.common_save()/>
                </Form>
            </div>
            <p inner_html=still(back)></p>
        </WidePage>
    }
}

fn end_others() -> impl IntoView {
    view! {
        <p>{asked_for()}</p>
        <div class="choice">
            <input type="checkbox" id="end_others" name="end_others" value="true" checked=true/>
            <label for="end_others">{t().account_end_others()}</label>
        </div>
    }
}

fn back() -> impl IntoView {
    view! { <a href=routes::ACCOUNT>{t().account_back()}</a> }
}

/// Which kinds of characters the new password needs.
fn asked_for() -> Option<&'static str> {
    #[cfg(feature = "ssr")]
    return crate::words::composition(t(), crate::context::page_facts().policy.composition);
    #[cfg(not(feature = "ssr"))]
    None
}

fn login_name() -> String {
    #[cfg(feature = "ssr")]
    return crate::context::visitor()
        .map(|visitor| visitor.login_name)
        .unwrap_or_default();
    #[cfg(not(feature = "ssr"))]
    String::new()
}
