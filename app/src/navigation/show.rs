//! Puts a page in the place of the one that is shown.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, FocusOptions, HtmlElement, HtmlInputElement};

use super::answer::FetchedPage;
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

/// Shows it. Not in a transition of the browser's: it holds the new view back for some frames (ADR 2).
pub(super) fn page(page: &FetchedPage, step: &Step, intent: &Intent) {
    if !(matches!(step, Step::Within) && results(page)) {
        swap(page, step, intent);
    }
}

/// Puts other results in the place of those that are shown, if both pages have such a place. The focus stays.
fn results(page: &FetchedPage) -> bool {
    let (here, there) = (document(), &page.document);
    let place = |of: &Document| of.get_element_by_id(RESULTS);
    let (Some(old), Some(new)) = (place(&here), place(there)) else {
        return false;
    };
    history::arrive(&page.address, &history::shown(), false);
    if let Some(announcer) = here.get_element_by_id(ANNOUNCER) {
        announcer.set_text_content(new.get_attribute("data-found").as_deref());
    }
    if old.replace_with_with_node_1(&new).is_err() {
        return false;
    }
    super::wake();
    true
}

fn swap(page: &FetchedPage, step: &Step, intent: &Intent) {
    let here = document();
    let (Some(old), Some(new)) = (super::view(), page.document.get_element_by_id(super::VIEW))
    else {
        return;
    };
    if page.failed && intent.body.is_some() {
        carry_secrets(&old, &page.document);
    }
    let was = history::shown();
    here.set_title(&page.document.title());
    take_over_head(&here, &page.document);
    if old.replace_with_with_node_1(&new).is_err() {
        return;
    }
    history::arrive(&page.address, &was, matches!(step, Step::Forward));
    let Ok(new) = new.dyn_into::<HtmlElement>() else {
        return;
    };
    away::tell(&new);
    super::wake();
    focus_and_scroll(&new, step, &page.address);
    if old.has_attribute(USER) && !new.has_attribute(USER) {
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
