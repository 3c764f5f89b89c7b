//! What of a page is alive, for as long as it is shown.

use leptos::prelude::*;
use leptos::reactive::owner::LocalStorage;
use model::finding::{CheckResult, Findings, SelfCheck};
use model::keyboard::Warning;
use web_sys::HtmlFormElement;

use super::keyboard_listener::KeyboardListener;

/// Adds what it knows.
type Finder = Box<dyn Fn(&mut Findings)>;

/// What islands need of what they stand in.
#[derive(Clone, Copy)]
pub(crate) struct Host {
    /// Looks for what a form asks for, so many milliseconds after it was last asked to.
    pub(crate) search: fn(&HtmlFormElement, u32),
    /// When the page that is shown was asked for, in milliseconds of the browser's clock.
    pub(crate) shown_since: fn() -> f64,
}

/// The islands of the page that is shown, and what they tell each other. Cheap to clone.
#[derive(Clone)]
pub(crate) struct View {
    owner: Owner,
    listeners: StoredValue<Vec<(String, KeyboardListener)>, LocalStorage>,
    findings: StoredValue<Vec<Finder>, LocalStorage>,
    /// The wait of the [lock](super::lock) is over.
    pub(super) lock_is_over: RwSignal<bool>,
    pub(super) host: Host,
}

impl View {
    /// One without islands.
    pub(crate) fn new(host: Host) -> Self {
        let owner = Owner::new();
        owner.with(|| Self {
            owner: owner.clone(),
            listeners: StoredValue::new_local(Vec::new()),
            findings: StoredValue::new_local(Vec::new()),
            lock_is_over: RwSignal::new(false),
            host,
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
    pub(super) fn add_listener(&self, id: String, listener: KeyboardListener) {
        self.listeners
            .update_value(|listeners| listeners.push((id, listener)));
    }

    /// What listens to the field with this id.
    pub(super) fn listener(&self, id: &str) -> Option<KeyboardListener> {
        self.listeners.with_value(|listeners| {
            let found = listeners.iter().find(|(known, _)| known == id);
            found.map(|(_, listener)| *listener)
        })
    }

    /// Adds what a listener warns of to the findings, by the check that a warning amounts to.
    pub(super) fn add_warnings(&self, listener: KeyboardListener, check: fn(Warning) -> SelfCheck) {
        self.add_finder(move |findings| {
            listener.warnings.with(|warnings| {
                for warning in warnings {
                    findings.add(check(*warning), CheckResult::Wrong);
                }
            });
        });
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
