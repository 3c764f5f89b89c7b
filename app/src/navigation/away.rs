//! A session that ended while somebody worked: by time, by another password, by logging out in another tab. Their view
//! is taken off the page, so that whoever comes next sees nothing of it, and kept; when they have logged in again it is
//! back with all that was typed, and what they were about to do is done. Nobody else gets it.

use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{DocumentFragment, Element, HtmlElement};

use super::answer::FetchedPage;
use super::history::HistoryEntry;
use super::intent::Intent;
use super::{Step, go, history, wake};
use crate::dom;
use crate::routes::{KEPT as KEPT_FIELD, LOGIN};
use crate::words::t;

/// The attribute of the view that says whose it is.
pub(super) const USER: &str = "data-user";

thread_local! {
    static KEPT: RefCell<Option<SuspendedView>> = const { RefCell::new(None) };
}

/// A view that waits for its owner.
struct SuspendedView {
    content: DocumentFragment,
    user: String,
    title: String,
    address: String,
    top: f64,
    intent: Intent,
    step: Step,
}

/// Whether a page asks to log in: the login screen answers forms at their own addresses too.
fn is_login(page: &FetchedPage) -> bool {
    let form = format!("#{} form[action=\"{LOGIN}\"]", super::VIEW);
    page.document
        .query_selector(&form)
        .is_ok_and(|form| form.is_some())
}

fn user_of(page: &FetchedPage) -> Option<String> {
    page.document
        .get_element_by_id(super::VIEW)?
        .get_attribute(USER)
}

/// Whether somebody was sent to log in who was logged in on the page that is shown.
pub(super) fn is_asked_again(view: &HtmlElement, page: &FetchedPage, intent: &Intent) -> bool {
    let was_in = view.has_attribute(USER) && intent.place() != crate::routes::LOGOUT;
    was_in && is_login(page) && user_of(page).is_none()
}

/// Takes the view off the page and keeps it, with what was to be done. The login screen comes in its place.
pub(super) fn keep(view: &HtmlElement, intent: &Intent, step: &Step) {
    let content = document().create_document_fragment();
    let kept = SuspendedView {
        user: view.get_attribute(USER).unwrap_or_default(),
        title: document().title(),
        address: history::shown(),
        top: window().scroll_y().unwrap_or_default(),
        intent: intent.clone(),
        step: step.clone(),
        content,
    };
    super::end();
    while let Some(child) = view.first_child() {
        if kept.content.append_child(&child).is_err() {
            break;
        }
    }
    KEPT.set(Some(kept));
}

/// Says above the login screen that the work is kept, as long as it is.
pub(super) fn tell(view: &HtmlElement) {
    if KEPT.with_borrow(Option::is_none) {
        return;
    }
    // What was sent is kept here; what the login screen holds of it is for browsers without a script.
    for field in dom::all::<Element>(view, &format!("[name=\"{KEPT_FIELD}\"]")) {
        field.remove();
    }
    let heading = view.query_selector("h1").ok().flatten();
    let notice = document().create_element("p").ok();
    if let (Some(heading), Some(notice)) = (heading, notice) {
        notice.set_class_name("notice");
        notice.set_text_content(Some(t().navigation_ended()));
        // A heading stands in the page.
        let _ = heading.after_with_node_1(&notice);
    }
}

/// Somebody has logged in: if the view that waits is theirs, it comes back, and what was to be done is done.
pub(super) fn come_back(view: &HtmlElement, page: &FetchedPage) -> bool {
    let Some(user) = user_of(page) else {
        return false;
    };
    let Some(kept) = KEPT.take().filter(|kept| kept.user == user) else {
        return false;
    };
    super::end();
    view.replace_children_with_node_0();
    // What was there before fits in again.
    let _ = view.append_child(kept.content.unchecked_ref());
    let _ = view.set_attribute(USER, &kept.user);
    document().set_title(&kept.title);
    history::arrive(&kept.address, &history::shown(), false);
    window().scroll_to_with_x_and_y(0.0, kept.top);
    wake();
    match kept.step {
        // They only had been looked for.
        Step::To(place) if place == HistoryEntry::default() => {}
        step => go(kept.intent, step),
    }
    true
}
