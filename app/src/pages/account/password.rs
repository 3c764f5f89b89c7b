//! Changing one's own password.

use leptos::prelude::*;

use crate::context::{page_facts, visitor};
use crate::form::FormState;
use crate::islands::PasswordField;
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::own_name::OwnName;
use crate::words::{composition, t};

/// The current password and the new one.
#[component]
pub(crate) fn ChangePasswordPage() -> impl IntoView {
    let (t, state) = (t(), FormState::of_request());
    let login_name = visitor().map(|visitor| visitor.login_name);
    // A box that was not ticked is not sent.
    let end_others = state.error().is_none() || state.typed("end_others") == "true";
    view! {
        <WidePage heading=t.change_password_title()>
            <ErrorSummary error=state.error()/>
            <div class="column">
                <form method="post" action=routes::CHANGE_PASSWORD novalidate>
                    <OwnName login_name=login_name.unwrap_or_default()/>
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
                    <p>{composition(t, page_facts().policy.composition)}</p>
                    <div class="choice">
                        <input type="checkbox" id="end_others" name="end_others" value="true" checked=end_others/>
                        <label for="end_others">{t.account_end_others()}</label>
                    </div>
                    <button type="submit" class="primary">{t.common_save()}</button>
                </form>
            </div>
            <p>
                <a href=routes::ACCOUNT>{t.account_back()}</a>
            </p>
        </WidePage>
    }
}
