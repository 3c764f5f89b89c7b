//! Listeners that go with the view in which they began.

use gloo_events::EventListener;
use leptos::prelude::*;
use web_sys::{Event, EventTarget};

/// Keeps something until the view goes.
pub(super) fn keep<T: 'static>(thing: T) {
    // The view's owner drops what is stored under it.
    let _ = StoredValue::new_local(thing);
}

/// Listens until the view goes.
pub(super) fn listen(
    target: &EventTarget,
    event: &'static str,
    heard: impl FnMut(&Event) + 'static,
) {
    keep(EventListener::new(target, event, heard));
}
