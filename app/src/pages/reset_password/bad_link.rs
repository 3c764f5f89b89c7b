//! A link that is good for nothing.

use axum::http::StatusCode;
use leptos::prelude::*;
use model::link::LinkError;

use crate::context::set_status;
use crate::error_words::link;
use crate::routes;
use crate::ui::frame::NarrowPage;
use crate::words::t;

/// Why, and what to do.
pub(super) fn view(error: LinkError) -> impl IntoView {
    set_status(StatusCode::GONE);
    let t = t();
    let label = match error {
        LinkError::SwitchedOff => t.reset_bad_whom(),
        _ => t.reset_bad_new(),
    };
    view! {
        <NarrowPage heading=t.reset_bad_title()>
            <p>{link(t, error)}</p>
            <p><a href=routes::RESET_PASSWORD>{label}</a></p>
            <p><a href=routes::LOGIN>{t.trouble_back_to_login()}</a></p>
        </NarrowPage>
    }
}
