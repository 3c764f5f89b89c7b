//! Asks for one's own password before something that somebody at a screen that was left open must not
//! do. It stands at the address of the form that was sent, and sends the same form again; or at that of
//! a page, which comes next.

use leptos::prelude::*;

use crate::context::current_user;
use crate::form::{FormState, Returned};
use crate::islands::PasswordField;
use crate::request;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::NarrowPage;
use crate::ui::own_name::OwnName;
use crate::words::t;

/// The field in which one's own password is entered again.
pub(crate) const OWN_PASSWORD: &str = "own_password";

/// **Enter Your Password**
pub(crate) fn confirm_page() -> AnyView {
    let (t, state) = (t(), FormState::from_request());
    let login_name = current_user().map(|current_user| current_user.login_name);
    let fields = use_context::<Returned>().unwrap_or_default().typed;
    let page = crate::pages::find(&request::path());
    let left = page.is_some_and(|page| page.comes_in_pieces).then_some("");
    let field = |(name, value)| view! { <input type="hidden" name=name value=value/> };
    view! {
        <NarrowPage heading=t.confirm_title()>
            <ErrorSummary error=state.error()/>
            <p>{t.confirm_why()}</p>
            <form method="post" class="column" data-load=left novalidate>
                {fields.into_iter().map(field).collect_view()}
                <OwnName login_name=login_name.unwrap_or_default()/>
                <PasswordField
                    label=t.common_password()
                    name=OWN_PASSWORD
                    autocomplete="current-password"
                    error=state.for_field(OWN_PASSWORD)
                />
                <button type="submit" class="primary">{t.confirm_go_on()}</button>
            </form>
        </NarrowPage>
    }
    .into_any()
}
