//! What is on its way: a bar after a while, a word after a longer one, and what went wrong on the way.

use gloo_timers::callback::Timeout;
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::intent::Intent;
use super::{Step, go};
use crate::dom;
use crate::words::{learn, t};

/// After how long somebody is shown that something is on its way, in milliseconds.
const SLOW: u32 = 300;
/// After how long they are told that it takes longer than it should, in milliseconds.
const VERY_SLOW: u32 = 10_000;
/// The element for what is to be told, which is there from the start (WCAG 2.2, 4.1.3).
const MESSAGE: &str = "message";

thread_local! {
    static TOLD: RefCell<Option<UnmountHandle<AnyViewState>>> = const { RefCell::new(None) };
}

/// Until it is dropped, something is on its way.
pub(super) struct Waiting {
    button: Option<Element>,
    _timers: [Timeout; 2],
}

impl Drop for Waiting {
    fn drop(&mut self) {
        set(document().document_element().as_ref(), "data-loading", None);
        set(self.button.as_ref(), "aria-busy", None);
    }
}

fn set(on: Option<&Element>, name: &str, value: Option<&str>) {
    if let Some(on) = on {
        dom::set(on, name, value);
    }
}

/// Something is on its way.
pub(super) fn begin(intent: &Intent) -> Waiting {
    TOLD.set(None);
    let button = intent.button.clone().map(Element::from);
    set(button.as_ref(), "aria-busy", Some("true"));
    let slow = Timeout::new(SLOW, || {
        set(
            document().document_element().as_ref(),
            "data-loading",
            Some(""),
        );
    });
    let again = intent.clone();
    let very_slow = Timeout::new(VERY_SLOW, move || {
        offer(t().navigation_slow(), &again);
    });
    Waiting {
        button,
        _timers: [slow, very_slow],
    }
}

/// Tells why the server said no.
pub(super) fn tell(why: &str, intent: &Intent) {
    offer(why, intent);
}

/// Tells that the server cannot be reached.
pub(super) fn unreachable(intent: &Intent) {
    offer(t().navigation_unreachable(), intent);
}

fn place() -> Option<HtmlElement> {
    document().get_element_by_id(MESSAGE)?.dyn_into().ok()
}

/// What the navigation says by itself.
pub(super) fn learn_texts() {
    if let Some(texts) = place().and_then(|place| place.dataset().get("texts")) {
        learn(&texts);
    }
}

/// Says something, with a button that attempts the same again.
fn offer(text: &str, intent: &Intent) {
    let Some(place) = place() else { return };
    let (text, intent) = (text.to_owned(), StoredValue::new_local(intent.clone()));
    let again = move |_| go(intent.with_value(Intent::again), Step::Forward);
    TOLD.set(Some(mount_to(place, move || {
        view! {
            <p>{text}</p>
            <button type="button" class="quiet" on:click=again>{t().navigation_again()}</button>
        }
        .into_any()
    })));
}
