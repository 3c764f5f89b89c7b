//! What was wrong with a form, above it: announced, and with a link to each field
//! (WCAG 2.2, 3.3.1; GOV.UK's error summary).

use leptos::prelude::*;

use crate::error::AppError;
use crate::words::t;

/// Stands empty where there is no error.
#[component]
pub(crate) fn ErrorSummary(
    /// The error of the last attempt.
    error: Option<AppError>,
) -> impl IntoView {
    let notice = error.map(|error| view! { <div class="notice error">{content(&error)}</div> });
    view! {
        <div class="summary" role="alert">
            {notice}
        </div>
    }
}

fn content(error: &AppError) -> AnyView {
    let AppError::Input(errors) = error else {
        return view! { <p>{error.words(t())}</p> }.into_any();
    };
    let items = errors
        .iter()
        .map(|error| {
            let href = format!("#{}", error.field());
            view! { <li><a href=href>{error.words(t())}</a></li> }
        })
        .collect_view();
    view! { <ul>{items}</ul> }.into_any()
}
