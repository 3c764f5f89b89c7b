//! A link that is good for nothing.

use axum::http::StatusCode;
use leptos::prelude::*;
use model::link::LinkError;

use crate::context::set_status;
use crate::routes;
use crate::ui::frame::NarrowPage;

/// Why, and what to do.
#[component]
pub(crate) fn BadLinkPage(
    /// Why.
    error: LinkError,
) -> impl IntoView {
    set_status(StatusCode::GONE);
    let label = match error {
        LinkError::SwitchedOff => "Whom to ask",
        _ => "Ask for a new link",
    };
    view! {
        <NarrowPage heading="This Link Does Not Work">
            <p>{error.to_string()}</p>
            <p><a href=routes::RESET_PASSWORD>{label}</a></p>
            <p><a href=routes::LOGIN>"Back to the login screen"</a></p>
        </NarrowPage>
    }
}
