//! Changing one's own password.

use accounts::current_user::CurrentUser;
use leptos::prelude::*;

use crate::context::{current_user, portal};
use crate::error::AppError;
use crate::form::FormState;
use crate::islands::PasswordField;
use crate::page::{Shown, shown};
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::own_name::OwnName;
use crate::words::{composition, t};

/// The current password and the new one.
pub(super) async fn load() -> Result<Shown, AppError> {
    let current_user = current_user()?;
    shown(move || view(current_user))
}

fn view(current_user: CurrentUser) -> impl IntoView {
    let (t, state) = (t(), FormState::from_request());
    let policy = portal().settings.password_policy(current_user.role);
    // A box that was not ticked is not sent.
    let end_others = state.error().is_none() || state.typed("end_others") == "true";
    view! {
        <WidePage heading=t.change_password_title()>
            <ErrorSummary error=state.error()/>
            <div class="column">
                <form method="post" action=routes::CHANGE_PASSWORD novalidate>
                    <OwnName login_name=current_user.login_name/>
                    <PasswordField
                        label=t.change_password_current()
                        name="current_password"
                        autocomplete="current-password"
                        error=state.for_field("current_password")
                    />
                    <PasswordField
                        label=t.common_new_password()
                        name="password"
                        autocomplete="new-password"
                        least=policy.min_length
                        error=state.for_field("password")
                    />
                    <p>{composition(t, policy.composition)}</p>
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
