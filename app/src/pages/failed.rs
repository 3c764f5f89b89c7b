//! What is shown in the place of a page that cannot be.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::confirm::page::confirm_page;
use crate::context::{current_user, set_status};
use crate::error::AppError;
use crate::page::Shown;
use crate::routes;
use crate::ui::frame::{NarrowPage, WidePage};
use crate::ui::notice::ErrorNotice;
use crate::words::t;

/// Why it cannot be shown, with the status that says so (RFC 9110); where one's own password is missing, what asks
/// for it.
#[must_use]
pub fn failed(error: AppError) -> Shown {
    match error {
        AppError::OwnPasswordNeeded(_) => Shown::new(confirm_page),
        AppError::Gone => Shown::new(|| with_status(&AppError::Gone, not_found())),
        AppError::NotAllowed => Shown::new(|| with_status(&AppError::NotAllowed, not_allowed())),
        error => Shown::new(move || with_status(&error, other(&error))),
    }
}

fn with_status<V: IntoView>(error: &AppError, view: V) -> V {
    let status = StatusCode::from_u16(error.status());
    set_status(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    view
}

/// There is no such page.
fn not_found() -> impl IntoView {
    let t = t();
    view! {
        <NarrowPage heading=t.not_found_title()>
            <p>{t.not_found_why()}</p>
            <p><a href=routes::LOGIN>{t.common_to_login()}</a></p>
        </NarrowPage>
    }
}

/// It is for administrators, and whoever is logged in is none.
fn not_allowed() -> impl IntoView {
    let t = t();
    view! {
        <WidePage heading=t.not_allowed_title()>
            <p>{t.not_allowed_why()}</p>
            <p><a href=routes::ACCOUNT>{t.not_allowed_to_account()}</a></p>
        </WidePage>
    }
}

fn other(error: &AppError) -> impl IntoView + use<> {
    let t = t();
    let message = error.words(t);
    match current_user() {
        Ok(_) => view! {
            <WidePage heading=t.refusal_title()>
                <ErrorNotice message/>
            </WidePage>
        }
        .into_any(),
        Err(_) => view! {
            <NarrowPage heading=t.refusal_title()>
                <ErrorNotice message/>
                <p><a href=routes::LOGIN>{t.common_to_login()}</a></p>
            </NarrowPage>
        }
        .into_any(),
    }
}
