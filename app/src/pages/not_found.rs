//! No such page.

use leptos::prelude::*;

use crate::routes;
use crate::ui::frame::NarrowPage;

/// Shown, with status 404, for every path that is none.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::context::set_status(axum::http::StatusCode::NOT_FOUND);
    view! {
        <NarrowPage heading="Page Not Found">
            <p>"There is no page at this address. If you typed it, check it for mistakes."</p>
            <p><a href=routes::LOGIN>"Go to the login screen"</a></p>
        </NarrowPage>
    }
}
