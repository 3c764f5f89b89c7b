//! Choosing a new password with a link that was opened.

use accounts::new_password::OpenedLink;
use leptos::prelude::*;

use crate::context::page_facts;
use crate::form::FormState;
use crate::islands::PasswordField;
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::NarrowPage;
use crate::ui::own_name::OwnName;
use crate::words::{composition, t};

/// The form, for a link that is good.
#[component]
pub(crate) fn NewPasswordPage(
    /// What it is good for.
    link: OpenedLink,
) -> impl IntoView {
    let (t, state) = (t(), FormState::of_request());
    let why = match link.must_change {
        true => t.reset_must_change(),
        false => t.reset_logged_out(),
    };
    let kinds = composition(t, page_facts().policy.composition);
    view! {
        <NarrowPage heading=t.choose_title()>
            <p>{texts::sentences([why].into_iter().chain(kinds))}</p>
            <ErrorSummary error=state.error()/>
            <form method="post" action=routes::NEW_PASSWORD novalidate>
                <input type="hidden" name="link" value=link.id/>
                <OwnName login_name=link.login_name/>
                <PasswordField
                    label=t.common_new_password()
                    name="password"
                    autocomplete="new-password"
                    error=state.of_field("password")
                />
                <button type="submit" class="primary">{t.common_save()}</button>
            </form>
        </NarrowPage>
    }
}
