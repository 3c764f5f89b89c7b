//! Logging out, for whoever opens its address by hand.

use leptos::prelude::*;

use crate::form::{Form, FormState, Submit};
use crate::pages::login::api::LogOut;
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::NarrowPage;
use crate::words::t;

/// Asks; a page that is merely opened changes nothing.
#[component]
pub(crate) fn LogoutPage() -> impl IntoView {
    let t = t();
    let action = ServerAction::<LogOut>::new();
    let state = FormState::of(action);
    view! {
        <NarrowPage heading=t.logout_log_out()>
            <ErrorSummary error=state.error/>
            <Form action page=routes::LOGOUT>
                <Submit action label=t.logout_log_out()/>
            </Form>
        </NarrowPage>
    }
}
