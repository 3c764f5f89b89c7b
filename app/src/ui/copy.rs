//! A button that copies a text of the page.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

/// Copies the text of the element `of`. `admin.js` shows it where the browser lets it copy.
pub(crate) fn copy_button(of: &'static str, label: &'static str) -> impl IntoView {
    view! {
        <button type="button" class="quiet" hidden {..custom_attribute("data-copies", of)}>
            {label}
        </button>
    }
}
