//! A box that chooses all of a list.

#[cfg(feature = "ssr")]
use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

use super::View;
use super::listen::listen;
use crate::dom;

/// Chooses all boxes of one `name`.
#[cfg(feature = "ssr")]
#[component]
pub(crate) fn ChooseAll(
    /// The boxes' name.
    of: &'static str,
    /// What it is called.
    label: &'static str,
) -> impl IntoView {
    view! {
        <input type="checkbox" aria-label=label hidden {..custom_attribute("data-chooses", of)}/>
    }
}

pub(super) fn wake(_view: &View, root: &HtmlElement) -> Option<()> {
    let all: HtmlInputElement = root.clone().dyn_into().ok()?;
    let name = root.dataset().get("chooses")?;
    let body = document().body()?;
    let boxes: Vec<HtmlInputElement> = dom::all(&body, &format!("input[name=\"{name}\"]"));
    let show = {
        let (all, boxes) = (all.clone(), boxes.clone());
        move || {
            let chosen = boxes.iter().filter(|it| it.checked()).count();
            all.set_checked(chosen == boxes.len());
            all.set_indeterminate(chosen > 0 && chosen < boxes.len());
        }
    };
    for one in &boxes {
        let show = show.clone();
        listen(one, "change", move |_| show());
    }
    show();
    all.set_hidden(false);
    listen(root, "change", move |_| {
        for one in &boxes {
            one.set_checked(all.checked());
        }
    });
    Some(())
}
