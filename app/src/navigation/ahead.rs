//! Fetches what a link leads to before it is clicked: once the pointer rests on it, or it has the focus. Only of pages
//! that change nothing when they are opened, and not for longer than it may be true.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{AbortController, Element, HtmlAnchorElement};

use super::ask::ask;
use super::intent::own;
use super::{history, now};

/// How long a pointer rests on what is meant, in milliseconds.
const REST: u32 = 65;
/// For how long an answer is good, in milliseconds.
const FRESH: f64 = 5_000.0;
/// Where links are followed ahead.
const PAGES: [&str; 2] = ["/admin", "/account"];

thread_local! {
    static AHEAD: RefCell<Option<Ahead>> = const { RefCell::new(None) };
    static RESTING: RefCell<Option<(String, Timeout)>> = const { RefCell::new(None) };
}

/// What is on its way, or here.
pub(super) struct Ahead {
    address: String,
    asked: f64,
    flight: AbortController,
    /// Of a `Response`.
    pub(super) answer: js_sys::Promise,
}

/// Watches what the pointer and the focus rest on.
pub(super) fn begin() {
    for (comes, goes) in [("pointerover", "pointerout"), ("focusin", "focusout")] {
        super::listen(&document(), comes, |event| {
            let address = event.target().and_then(|target| link(&target));
            if let Some(address) = address.filter(|address| !is_ahead(address)) {
                let there = address.clone();
                let rests = Timeout::new(REST, move || fetch(&address));
                RESTING.set(Some((there, rests)));
            }
        });
        // A click moves the focus away from something else: that says nothing of this link.
        super::listen(&document(), goes, |event| {
            let address = event.target().and_then(|target| link(&target));
            if address.is_some_and(|address| is_ahead(&address) || is_resting(&address)) {
                forget();
            }
        });
    }
}

fn is_ahead(address: &str) -> bool {
    AHEAD.with_borrow(|ahead| ahead.as_ref().is_some_and(|it| it.address == address))
}

fn is_resting(address: &str) -> bool {
    RESTING.with_borrow(|resting| resting.as_ref().is_some_and(|(it, _)| it == address))
}

/// Calls off what is on its way.
pub(super) fn forget() {
    RESTING.set(None);
    if let Some(ahead) = AHEAD.take() {
        ahead.flight.abort();
    }
}

/// What was fetched of an address, if it is that, and still good.
pub(super) fn take(address: &str) -> Option<Ahead> {
    RESTING.set(None);
    let ahead = AHEAD.take()?;
    let good = ahead.address == address && now() - ahead.asked < FRESH;
    if !good {
        ahead.flight.abort();
    }
    good.then_some(ahead)
}

/// The address of a link that may be followed ahead.
fn link(target: &web_sys::EventTarget) -> Option<String> {
    let element = target.dyn_ref::<Element>()?;
    let link: HtmlAnchorElement = element.closest("a[href]").ok()??.dyn_into().ok()?;
    let address = own(&link.href())?;
    let of_pages = PAGES.iter().any(|page| address.starts_with(page));
    let another = address != history::shown() && !address.contains('#');
    (of_pages && another).then_some(address)
}

fn fetch(address: &str) {
    let Ok(flight) = AbortController::new() else {
        return;
    };
    let answer = ask(address, None, Some(&flight.signal()));
    // One that was called off, or broke off, is asked for again by whoever clicks.
    super::forgive(&answer);
    AHEAD.set(Some(Ahead {
        address: address.to_owned(),
        asked: now(),
        flight,
        answer,
    }));
}
