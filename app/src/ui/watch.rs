//! Listens to one field and says which warnings stand.

use leptos::attr::Attribute;
use leptos::html;
use leptos::prelude::*;
use model::keyboard::{Event, Key, Keyboard, Locks, Phase, Platform, Warning};
use model::stray_space::without_stray_space;
use wasm_bindgen::JsCast;
use web_sys::{KeyboardEvent, MouseEvent};

use super::platform::platform;

/// Feeds one field's events to its [`Keyboard`].
#[derive(Clone, Copy)]
pub(crate) struct Watch {
    input: NodeRef<html::Input>,
    keyboard: StoredValue<Keyboard>,
    /// Those that stand.
    pub(crate) warnings: RwSignal<Vec<Warning>>,
    /// The visitor's system, once it is known.
    pub(crate) platform: RwSignal<Platform>,
    /// Of the text, in code points.
    pub(crate) length: RwSignal<usize>,
}

impl Watch {
    /// Listens to `input`; what is found stands in `warnings`.
    pub(crate) fn new(input: NodeRef<html::Input>, warnings: RwSignal<Vec<Warning>>) -> Self {
        // Until the browser has said which system it is, and as the server has it.
        let platform = Platform::Linux;
        Self {
            input,
            keyboard: StoredValue::new(Keyboard::new(platform)),
            warnings,
            platform: RwSignal::new(platform),
            length: RwSignal::new(0),
        }
    }

    /// Once the WebAssembly is here, judges what was typed before.
    pub(crate) fn start(self) {
        Effect::new(move || {
            let platform = platform();
            self.platform.set(platform);
            self.keyboard.set_value(Keyboard::new(platform));
            self.read();
        });
    }

    /// For the input itself.
    pub(crate) fn listeners(self) -> impl Attribute + Clone {
        view! {
            <{..}
                on:keydown=move |event| self.key(Phase::Down, &event)
                on:keyup=move |event| self.key(Phase::Up, &event)
                on:compositionstart=move |_| self.feed(Event::Composition(true))
                on:compositionend=move |_| self.feed(Event::Composition(false))
                on:input=move |_| self.read()
                on:change=move |_| self.read()
                on:blur=move |_| self.feed(Event::Left)
            />
        }
    }

    fn feed(self, event: Event<'_>) {
        self.keyboard.update_value(|keyboard| keyboard.feed(event));
        let now = self.keyboard.with_value(Keyboard::warnings);
        if self.warnings.with_untracked(|before| *before != now) {
            self.warnings.set(now);
        }
    }

    /// Autofill sends plain events under these names, without `getModifierState`; they say
    /// nothing about a keyboard.
    fn key(self, phase: Phase, event: &KeyboardEvent) {
        if !event.is_instance_of::<KeyboardEvent>() {
            return;
        }
        self.feed(Event::Key(Key {
            phase,
            code: &event.code(),
            key: &event.key(),
            locks: Locks {
                caps: event.get_modifier_state("CapsLock"),
                num: event.get_modifier_state("NumLock"),
            },
            composing: event.is_composing(),
            // AltGr types letters, and Windows reports it as Control and Alt.
            shortcut: (event.ctrl_key() || event.alt_key() || event.meta_key())
                && !event.get_modifier_state("AltGraph"),
        }));
    }

    /// For what stands round the input too, such as its label.
    pub(crate) fn pointer(self, event: &MouseEvent) {
        if !event.is_instance_of::<MouseEvent>() {
            return;
        }
        self.feed(Event::Pointer(Locks {
            caps: event.get_modifier_state("CapsLock"),
            num: event.get_modifier_state("NumLock"),
        }));
    }

    fn read(self) {
        if let Some(input) = self.input.get_untracked() {
            let text = input.value();
            // NFC, as the server counts. The browser has the tables for it; ours are big.
            let normal = String::from(js_sys::JsString::from(&*text).normalize("NFC"));
            self.length.set(normal.chars().count());
            self.feed(Event::Text(&text));
        }
    }

    /// Takes stray white space out of the field.
    pub(crate) fn remove_space(self) {
        if let Some(input) = self.input.get_untracked() {
            remove_space_from(&input);
            self.read();
        }
    }
}

/// Takes stray white space out of a field and goes back to it.
pub(super) fn remove_space_from(input: &web_sys::HtmlInputElement) {
    let text = input.value();
    input.set_value(without_stray_space(&text));
    // A field that cannot take the focus has been taken off the page.
    let _ = input.focus();
}
