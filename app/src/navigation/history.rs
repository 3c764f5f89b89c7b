//! Address bar, back and forward. An entry of the history remembers how far its page was scrolled, and the link that
//! was followed there.

use gloo_timers::callback::Timeout;
use js_sys::Reflect;
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use web_sys::{History, ScrollRestoration};

use crate::dom;

/// How long after scrolling its end is remembered, in milliseconds.
const REST: u32 = 150;

/// The attribute of the view that says where it belongs, path and query: the address bar may be ahead of it. The page's
/// guard reads it too.
const SHOWN: &str = "data-at";

thread_local! {
    static SCROLLED: RefCell<Option<Timeout>> = const { RefCell::new(None) };
}

/// Where somebody was on a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct HistoryEntry {
    /// How far down, in CSS pixels.
    pub(super) top: f64,
    /// The link that was followed from there, as it stands in the page.
    pub(super) link: Option<String>,
}

impl HistoryEntry {
    fn from_state(state: &JsValue) -> Self {
        let get = |name: &str| Reflect::get(state, &name.into()).ok();
        Self {
            top: get("top").and_then(|top| top.as_f64()).unwrap_or_default(),
            link: get("link").and_then(|link| link.as_string()),
        }
    }

    fn state(&self) -> JsValue {
        let state = js_sys::Object::new();
        // An object of our own takes any property.
        let _ = Reflect::set(&state, &"top".into(), &self.top.into());
        if let Some(link) = &self.link {
            let _ = Reflect::set(&state, &"link".into(), &link.into());
        }
        state.into()
    }
}

/// Takes the scrolling over from the browser, which does it before the page is there.
pub(super) fn begin() {
    set_shown(&address());
    let Some(history) = history() else { return };
    // A browser that keeps doing it itself does no harm.
    let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
    let place = HistoryEntry::from_state(&history.state().unwrap_or_default());
    if place.top > 0.0 {
        window().scroll_to_with_x_and_y(0.0, place.top);
    }
    super::listen(&window(), "scroll", |_| {
        SCROLLED.set(Some(Timeout::new(REST, || {
            if shown() == address() {
                remember(&here());
            }
        })));
    });
}

fn history() -> Option<History> {
    window().history().ok()
}

/// Path and query of the address bar.
pub(super) fn address() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// Path and query of what is shown.
pub(super) fn shown() -> String {
    let view = super::view();
    view.and_then(|view| view.get_attribute(SHOWN))
        .unwrap_or_default()
}

fn set_shown(address: &str) {
    if let Some(view) = super::view() {
        dom::set(&view, SHOWN, Some(address));
    }
}

/// Goes back to the address of what is shown, after the address bar was ahead of it.
pub(super) fn stay() {
    if let Some(history) = history() {
        // An address of this site cannot be refused.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&shown()));
    }
}

fn here() -> HistoryEntry {
    let state = history().and_then(|history| history.state().ok());
    HistoryEntry {
        top: window().scroll_y().unwrap_or_default(),
        ..HistoryEntry::from_state(&state.unwrap_or_default())
    }
}

fn remember(place: &HistoryEntry) {
    if let Some(history) = history() {
        // Browsers count how often; what is not remembered is scrolled to the top.
        let _ = history.replace_state(&place.state(), "");
    }
}

/// Remembers where somebody is who goes on by a link, or without one.
pub(super) fn leave(link: Option<&str>) {
    SCROLLED.set(None);
    remember(&HistoryEntry {
        link: link.map(str::to_owned),
        ..here()
    });
}

/// Where the address bar has moved by back or forward, if it is another page.
pub(super) fn moved() -> Option<(String, HistoryEntry)> {
    SCROLLED.set(None);
    let there = address();
    let state = history()?.state().unwrap_or_default();
    (shown() != there).then(|| (there, HistoryEntry::from_state(&state)))
}

/// Writes the address of what is shown now, after `was`. Whoever comes to where they are stays at the same entry.
pub(super) fn arrive(address: &str, was: &str, forward: bool) {
    let place = address.split('#').next().unwrap_or_default();
    let stays = was == place;
    set_shown(place);
    let Some(history) = history() else { return };
    // An address of this site cannot be refused.
    let _ = match forward && !stays {
        true => history.push_state_with_url(&JsValue::NULL, "", Some(address)),
        false => {
            let state = history.state().unwrap_or_default();
            history.replace_state_with_url(&state, "", Some(address))
        }
    };
}
