//! The hidden field of a form that tells what the page has found out: for the administrator who is asked why it
//! fails. Words of [`model::finding`], never anything that was typed.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

use super::View;

/// The field; empty where nobody finds anything out.
#[cfg(feature = "ssr")]
#[component]
pub(crate) fn FindingsField(
    /// Its `name` in the form.
    name: &'static str,
) -> impl IntoView {
    view! { <input type="hidden" name=name value="" data-island="findings"/> }
}

pub(super) fn wake(view: &View, root: &HtmlElement) -> Option<()> {
    let field: HtmlInputElement = root.clone().dyn_into().ok()?;
    let view = view.clone();
    Effect::new(move || field.set_value(&view.findings().to_string()));
    Some(())
}
