//! A button that copies a text of the page.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use crate::words::t;

/// Copies the text of the element `of`. `still.js` shows it where the browser lets it copy, and says what
/// came of it.
pub(crate) fn copy_button(of: &'static str) -> impl IntoView {
    let t = t();
    view! {
        <button
            type="button"
            class="quiet"
            hidden
            {..custom_attribute("data-copies", of)}
            {..custom_attribute("data-copied", t.copy_copied())}
            {..custom_attribute("data-by-hand", t.copy_by_hand())}
        >
            {t.copy_copy()}
        </button>
    }
}
