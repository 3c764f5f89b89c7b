//! No such page.

use leptos::prelude::*;

use crate::routes;
use crate::ui::frame::NarrowPage;
use crate::words::t;

/// Shown, with status 404, for every path that is none.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    let t = t();
    crate::context::set_status(axum::http::StatusCode::NOT_FOUND);
    view! {
        <NarrowPage heading=t.not_found_title()>
            <p>{t.not_found_why()}</p>
            <p><a href=routes::LOGIN>{t.common_to_login()}</a></p>
        </NarrowPage>
    }
}
