//! Changes that are not saved: before a form that was changed is left, it is asked whether that is meant.

use js_sys::Reflect;
use leptos::prelude::*;
use std::cell::Cell;
use web_sys::{Element, HtmlInputElement, HtmlOptionElement};

use super::intent::Intent;
use crate::dom;
use crate::words::t;

/// Forms that are asked about. One that came back says that it was changed before.
const FORMS: &str = "form[data-guard]";

thread_local! {
    /// It was asked already.
    static LEAVING: Cell<bool> = const { Cell::new(false) };
}

/// Whether what somebody wants leaves something unsaved that they want to keep.
pub(super) fn holds(intent: &Intent) -> bool {
    // A form that is sent is saved, or comes back.
    if intent.body.is_some() || !is_changed() {
        return false;
    }
    let confirmed = window().confirm_with_message(t().navigation_unsaved());
    !confirmed.unwrap_or(true)
}

/// Asks in the browser's own words where the page itself is left.
pub(super) fn begin() {
    super::listen(&window(), "beforeunload", |event| {
        if !LEAVING.get() && is_changed() {
            event.prevent_default();
            // What older browsers go by.
            let _ = Reflect::set(event, &"returnValue".into(), &true.into());
        }
    });
}

/// The page is left by what was asked for.
pub(super) fn leave() {
    LEAVING.set(true);
}

fn is_changed() -> bool {
    let root = document().document_element();
    let forms = root.map(|root| dom::all::<Element>(&root, FORMS));
    forms
        .unwrap_or_default()
        .iter()
        .any(|form| form.get_attribute("data-guard").as_deref() == Some("changed") || differs(form))
}

/// Whether something stands in a form that the server has not put there.
fn differs(form: &Element) -> bool {
    let chosen = dom::all::<HtmlOptionElement>(form, "option");
    let typed = dom::all::<HtmlInputElement>(form, "input");
    chosen
        .iter()
        .any(|option| option.selected() != option.default_selected())
        || typed.iter().any(|input| match input.type_().as_str() {
            "checkbox" | "radio" => input.checked() != input.default_checked(),
            "hidden" => false,
            _ => input.value() != input.default_value(),
        })
}
