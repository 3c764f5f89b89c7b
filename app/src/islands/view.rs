//! What of a page is alive, for as long as it is shown.

use gloo_events::EventListener;
use leptos::prelude::*;
use leptos::reactive::owner::LocalStorage;
use model::finding::Findings;
use web_sys::{Event, EventTarget};

use super::watch::KeyboardListener;

/// Adds what it knows.
type Finder = Box<dyn Fn(&mut Findings)>;

/// The islands of the page that is shown, and what they tell each other. Cheap to clone.
#[derive(Clone)]
pub(crate) struct View {
    owner: Owner,
    watches: StoredValue<Vec<(String, KeyboardListener)>, LocalStorage>,
    findings: StoredValue<Vec<Finder>, LocalStorage>,
    /// The wait of the [lock](super::lock) is over.
    pub(super) lock_is_over: RwSignal<bool>,
}

impl View {
    /// One without islands.
    pub(crate) fn new() -> Self {
        let owner = Owner::new();
        owner.with(|| Self {
            owner: owner.clone(),
            watches: StoredValue::new_local(Vec::new()),
            findings: StoredValue::new_local(Vec::new()),
            lock_is_over: RwSignal::new(false),
        })
    }

    /// Runs something that is to go with the view.
    pub(super) fn with<T>(&self, run: impl FnOnce() -> T) -> T {
        self.owner.with(run)
    }

    /// Ends it: nobody listens any more, and what was mounted is gone.
    pub(crate) fn end(self) {
        self.owner.cleanup();
    }

    /// Makes the field with this id known.
    pub(super) fn add_watch(&self, id: String, watch: KeyboardListener) {
        self.watches
            .update_value(|watches| watches.push((id, watch)));
    }

    /// What listens to the field with this id.
    pub(super) fn watch(&self, id: &str) -> Option<KeyboardListener> {
        self.watches.with_value(|watches| {
            let found = watches.iter().find(|(known, _)| known == id);
            found.map(|(_, watch)| *watch)
        })
    }

    /// Adds somebody who finds something out.
    pub(super) fn add_finder(&self, add: impl Fn(&mut Findings) + 'static) {
        self.findings.update_value(|all| all.push(Box::new(add)));
    }

    /// All that is found by now.
    pub(super) fn findings(&self) -> Findings {
        let mut findings = Findings::default();
        self.findings.with_value(|all| {
            for add in all {
                add(&mut findings);
            }
        });
        findings
    }
}

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
