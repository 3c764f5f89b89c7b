//! A page that is for administrators.

use leptos::prelude::*;

use crate::routes;
use crate::ui::frame::WidePage;
use crate::words::t;

/// Shown, with status 403, to people who are logged in and are none.
#[component]
pub(crate) fn NotAllowedPage() -> impl IntoView {
    let t = t();
    crate::context::set_status(axum::http::StatusCode::FORBIDDEN);
    view! {
        <WidePage heading=t.not_allowed_title()>
            <p>{t.not_allowed_why()}</p>
            <p><a href=routes::ACCOUNT>{t.not_allowed_to_account()}</a></p>
        </WidePage>
    }
}
