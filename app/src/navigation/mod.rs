//! Going from page to page without loading each anew (product: "One app in the browser").
//!
//! A link or a form is fetched, and the view of the answer takes the place of the one that stands here. The server
//! stays the only one who says what a page shows, and links and forms stay links and forms: without this, or when it
//! has died, the browser follows them by itself. Whatever is out of the ordinary is left to the browser too.

mod ahead;
mod answer;
mod ask;
mod away;
mod history;
mod intent;
mod progress;
mod show;
mod unsaved;

use any_spawner::Executor;
use gloo_timers::callback::Timeout;
use js_sys::Promise;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::{AbortController, BroadcastChannel, HtmlElement, HtmlFormElement};

use crate::islands::{self, Host, View};
use answer::Reply;
use gloo_events::EventListener;
use intent::Intent;

/// The element whose content is replaced.
const VIEW: &str = "view";
/// On which open tabs hear that somebody logged out.
const CHANNEL: &str = "latchkey";

thread_local! {
    /// What is alive of the page.
    static ALIVE: RefCell<Option<View>> = const { RefCell::new(None) };
    /// What is on its way, which a later step calls off.
    static FLIGHT: RefCell<Option<AbortController>> = const { RefCell::new(None) };
    /// When the page that is shown was asked for, in milliseconds since the document was.
    static ASKED: Cell<f64> = const { Cell::new(0.0) };
    /// Hears of what goes wrong where nothing follows from it.
    static NOTHING: Closure<dyn FnMut(JsValue)> = Closure::new(|_| ());
    /// A search that is about to begin.
    static SEARCH: RefCell<Option<Timeout>> = const { RefCell::new(None) };
    static TABS: RefCell<Option<BroadcastChannel>> = const { RefCell::new(None) };
}

/// Where a step leads in the history.
#[derive(Clone, Debug)]
enum Step {
    /// A new entry.
    Forward,
    /// To an entry that is there.
    To(history::HistoryEntry),
    /// Other results of the page that is shown.
    Within,
}

/// Takes over, once the WebAssembly is there.
pub fn start() {
    // Only the first one counts, and this is it.
    let _ = Executor::init_wasm_bindgen();
    progress::learn_texts();
    wake();
    history::begin();
    if let Some(view) = view() {
        show::point_out_error(&view);
    }
    listen(&document(), "click", |event| {
        if let Some(intent) = intent::from_click(event) {
            event.prevent_default();
            if !unsaved::holds(&intent) {
                go(intent, Step::Forward);
            }
        }
    });
    listen(&document(), "submit", |event| {
        if let Some(intent) = intent::from_submit(event) {
            event.prevent_default();
            go(intent, Step::Forward);
        }
    });
    listen(&window(), "popstate", |_| {
        if let Some((address, place)) = history::moved() {
            let intent = Intent::look(address);
            match unsaved::holds(&intent) {
                true => history::stay(),
                false => go(intent, Step::To(place)),
            }
        }
    });
    // What the browser kept of a page may be somebody else's by now.
    listen(&window(), "pageshow", |event| {
        let kept = js_sys::Reflect::get(event, &"persisted".into());
        if kept.is_ok_and(|kept| kept.is_truthy()) {
            // A page that cannot be reloaded is gone already.
            let _ = window().location().reload();
        }
    });
    hear_other_tabs();
    ahead::begin();
    unsaved::begin();
    if let Some(root) = document().document_element() {
        // Only a name that is no name can fail.
        let _ = root.set_attribute("data-hydrated", "");
    }
}

/// Shows what a form looks for, in some milliseconds, and leaves the form as it is. Whatever is wanted meanwhile comes
/// in its place.
pub(crate) fn search(form: &HtmlFormElement, pause: u32) {
    let form = form.clone();
    let soon = Timeout::new(pause, move || {
        if let Some(intent) = intent::from_form(&form, None) {
            go(intent, Step::Within);
        }
    });
    SEARCH.set(Some(soon));
}

/// How long ago the page that is shown was asked for, in milliseconds.
pub(crate) fn shown_since() -> f64 {
    now() - ASKED.get()
}

/// Milliseconds since the document was asked for.
fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Listens for as long as the document stands.
fn listen(
    target: &web_sys::EventTarget,
    event: &'static str,
    heard: impl FnMut(&web_sys::Event) + 'static,
) {
    let options = gloo_events::EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(target, event, options, heard).forget();
}

/// Takes it as it comes if a promise is not kept.
fn forgive(promise: &Promise) {
    NOTHING.with(|nothing| drop(promise.catch(nothing)));
}

fn view() -> Option<HtmlElement> {
    use wasm_bindgen::JsCast;
    document().get_element_by_id(VIEW)?.dyn_into().ok()
}

/// Nothing of what is shown is alive any more.
fn end() {
    if let Some(before) = ALIVE.take() {
        before.end();
    }
}

/// Brings the islands of what is shown to life, in place of those of the view before.
fn wake() {
    end();
    let Some(root) = view() else { return };
    let alive = View::new(Host {
        search,
        shown_since,
    });
    islands::wake(&alive, &root);
    ALIVE.set(Some(alive));
}

/// Does what somebody wants.
fn go(intent: Intent, step: Step) {
    if !matches!(step, Step::Within) {
        SEARCH.set(None);
    }
    let flight = AbortController::new().ok();
    if let Some(before) = FLIGHT.replace(flight.clone()) {
        before.abort();
    }
    if let Step::Forward = step {
        history::leave(intent.link.as_deref());
    }
    if intent.body.is_some() {
        ahead::forget();
    }
    let waiting = progress::begin(&intent);
    let asked = now();
    spawn_local(async move {
        let signal = flight.as_ref().map(AbortController::signal);
        let answer = answer::fetch(&intent, signal.as_ref()).await;
        if signal.is_some_and(|signal| signal.aborted()) {
            return;
        }
        drop(waiting);
        match answer {
            Reply::Page(page) => {
                ASKED.set(asked);
                arrive(&page, &step, &intent);
            }
            // Of the page that asked for it nothing is left to do, and no password stays there.
            Reply::File if intent.holds_secret() => look_again_at(history::address()),
            Reply::File => {}
            Reply::Refused(why) => progress::tell(&why, &intent),
            Reply::Unreachable => progress::unreachable(&intent),
            Reply::Foreign(address) => {
                // A page that is not ours, or not of this version. A form may have been taken: it is not sent again.
                unsaved::leave();
                let _ = window().location().assign(&address);
            }
        }
    });
}

/// A page is here. Whoever has to log in again first finds their work afterwards.
fn arrive(page: &answer::FetchedPage, step: &Step, intent: &Intent) {
    let Some(view) = view() else { return };
    if away::is_asked_again(&view, page, intent) {
        away::keep(&view, intent, step);
        show::page(page, &Step::Within, intent);
    } else if !away::come_back(&view, page) {
        show::page(page, step, intent);
    }
}

/// Somebody who logs out here is logged out in every tab of this browser.
fn hear_other_tabs() {
    let Ok(channel) = BroadcastChannel::new(CHANNEL) else {
        return;
    };
    listen(&channel, "message", |_| look_again());
    TABS.set(Some(channel));
}

/// Asks the server anew for what is shown, if it belongs to somebody.
fn look_again() {
    if view().is_some_and(|view| view.has_attribute(away::USER)) {
        look_again_at(history::address());
    }
}

fn look_again_at(address: String) {
    go(
        Intent::look(address),
        Step::To(history::HistoryEntry::default()),
    );
}

/// Tells the other tabs that nobody is logged in here any more.
fn tell_other_tabs() {
    TABS.with_borrow(|channel| {
        if let Some(channel) = channel {
            // Only what cannot be copied cannot be sent.
            let _ = channel.post_message(&"logged out".into());
        }
    });
}
