//! Asks whether to log out.

use leptos::prelude::*;

use crate::form::FormState;
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::NarrowPage;
use crate::words::t;

/// A page that is merely opened changes nothing.
pub(super) fn view() -> impl IntoView {
    let (t, state) = (t(), FormState::from_request());
    view! {
        <NarrowPage heading=t.logout_log_out()>
            <ErrorSummary error=state.error()/>
            <form method="post" action=routes::LOGOUT>
                <button type="submit" class="primary">{t.logout_log_out()}</button>
            </form>
        </NarrowPage>
    }
}
