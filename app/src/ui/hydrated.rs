//! Tells the page that the WebAssembly has taken it over.

use leptos::prelude::*;

/// Sets `data-hydrated` on `<html>`: the style sheet then shows the buttons that do nothing
/// without it, and tests know when to begin.
pub(crate) fn mark_hydrated() {
    Effect::new(|| {
        if let Some(root) = document().document_element() {
            // Only a name that is no name can fail.
            let _ = root.set_attribute("data-hydrated", "");
        }
    });
}
