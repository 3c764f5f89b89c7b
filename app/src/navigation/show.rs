//! Puts a page in the place of the one that is shown.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, FocusOptions, HtmlElement, HtmlInputElement};

use super::answer::Page;
use super::away::{self, USER};
use super::intent::Intent;
use super::{Step, history};
use crate::dom;

/// The part of a page that a search replaces.
const RESULTS: &str = "results";
/// What is wrong with a form that came back.
const ERROR: &str = ".summary > *";
/// Tells what was found (WCAG 2.2, 4.1.3).
const ANNOUNCER: &str = "announcer";

/// Shows it, in the browser's own transition where it has one and motion is welcome.
pub(super) fn page(page: Page, step: Step, intent: &Intent) {
    if let Step::Within = step
        && results(&page)
    {
        return;
    }
    let intent = intent.clone();
    let swap = move || swap(&page, &step, &intent);
    let start = Reflect::get(&document(), &"startViewTransition".into());
    let start = start
        .ok()
        .and_then(|start| start.dyn_into::<Function>().ok());
    match start.filter(|_| motion_is_welcome()) {
        None => swap(),
        Some(start) => {
            let swap = Closure::once_into_js(swap);
            if let Ok(transition) = start.call1(&document(), &swap) {
                forgive(&transition);
            }
        }
    }
}

/// Puts other results in the place of those that are shown, if both pages have such a place. The focus stays.
fn results(page: &Page) -> bool {
    let (here, there) = (document(), &page.document);
    let place = |of: &Document| of.get_element_by_id(RESULTS);
    let (Some(old), Some(new)) = (place(&here), place(there)) else {
        return false;
    };
    history::arrive(&page.address, false);
    if let Some(announcer) = here.get_element_by_id(ANNOUNCER) {
        announcer.set_text_content(new.get_attribute("data-found").as_deref());
    }
    if old.replace_with_with_node_1(&new).is_err() {
        return false;
    }
    super::wake();
    true
}

fn motion_is_welcome() -> bool {
    let reduced = window().match_media("(prefers-reduced-motion: reduce)");
    let reduced = reduced
        .ok()
        .flatten()
        .is_some_and(|reduced| reduced.matches());
    !reduced && !document().hidden()
}

/// A transition that was skipped, because another one came, is no fault. One within it is, of which
/// `updateCallbackDone` tells the page's guard.
fn forgive(transition: &JsValue) {
    for part in ["ready", "finished"] {
        let part = Reflect::get(transition, &part.into());
        if let Some(promise) = part.ok().and_then(|part| part.dyn_into::<Promise>().ok()) {
            super::forgive(&promise);
        }
    }
}

fn swap(page: &Page, step: &Step, intent: &Intent) {
    let here = document();
    let (Some(old), Some(new)) = (super::view(), page.document.get_element_by_id(super::VIEW))
    else {
        return;
    };
    if page.failed && intent.body.is_some() {
        carry_secrets(&old, &page.document);
    }
    let was_somebody = old.has_attribute(USER);
    history::arrive(&page.address, matches!(step, Step::Forward));
    here.set_title(&page.document.title());
    take_over_head(&here, &page.document);
    dom::set(&old, USER, new.get_attribute(USER).as_deref());
    old.replace_children_with_node_0();
    while let Some(child) = new.first_child() {
        if old.append_child(&child).is_err() {
            break;
        }
    }
    away::tell(&old);
    super::wake();
    focus_and_scroll(&old, step, &page.address);
    if was_somebody && !old.has_attribute(USER) {
        super::tell_other_tabs();
    }
}

/// Of a form that came back, what was typed in secret: it never travels in a page.
fn carry_secrets(old: &HtmlElement, page: &Document) {
    for field in dom::all::<HtmlInputElement>(old, "input[type=password], input[data-secret]") {
        let twin = page.get_element_by_id(&field.id());
        if let Some(twin) = twin.and_then(|twin| twin.dyn_into::<HtmlInputElement>().ok()) {
            twin.set_value(&field.value());
        }
    }
}

/// Light or dark, and the portal's colour.
fn take_over_head(here: &Document, page: &Document) {
    let (Some(old), Some(new)) = (here.document_element(), page.document_element()) else {
        return;
    };
    let theme = new.get_attribute("data-theme");
    dom::set(&old, "data-theme", theme.as_deref());
    let accent = |of: &Document| of.get_element_by_id("accent");
    let address = |of: &Element| of.get_attribute("href");
    match (accent(here), accent(page)) {
        (Some(old), Some(new)) if address(&old) != address(&new) => {
            let _ = old.replace_with_with_node_1(&new);
        }
        (Some(old), None) => old.remove(),
        (None, Some(new)) => {
            if let Some(head) = here.head() {
                let _ = head.append_child(&new);
            }
        }
        _ => {}
    }
}

/// What the first page says is wrong, where a form was answered with it, has the focus as of every other.
pub(super) fn point_out_error(view: &HtmlElement) {
    if let Ok(Some(error)) = view.query_selector(ERROR) {
        take_focus(error.unchecked_ref());
    }
}

fn take_focus(target: &HtmlElement) {
    target.set_tab_index(-1);
    focus(target);
}

fn focus(target: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    // What cannot take the focus is off the page already.
    let _ = target.focus_with_options(&options);
}

/// The focus goes to the first error, else to the heading, which a screen reader reads; on the way back to the link
/// that was followed.
fn focus_and_scroll(view: &HtmlElement, step: &Step, address: &str) {
    let find = |selector: &str| {
        let found = view.query_selector(selector).ok().flatten();
        found.and_then(|found| found.dyn_into::<HtmlElement>().ok())
    };
    let heading = || {
        if let Some(target) = find(ERROR).or_else(|| find("h1")) {
            take_focus(&target);
        }
    };
    match step {
        Step::To(place) => {
            let followed = place
                .link
                .as_deref()
                .and_then(|link| find(&format!("a[href=\"{}\"]", link.replace(['"', '\\'], ""))));
            match followed {
                Some(link) => focus(&link),
                None => heading(),
            }
            window().scroll_to_with_x_and_y(0.0, place.top);
        }
        Step::Forward | Step::Within => {
            heading();
            let fragment = address.split_once('#').map(|(_, fragment)| fragment);
            match fragment.and_then(|id| document().get_element_by_id(id)) {
                Some(target) => target.scroll_into_view(),
                None => window().scroll_to_with_x_and_y(0.0, 0.0),
            }
        }
    }
}
