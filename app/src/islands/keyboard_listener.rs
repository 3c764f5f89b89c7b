//! Listens to one field and says which warnings stand.

use js_sys::JsString;
use leptos::prelude::*;
use leptos::reactive::owner::LocalStorage;
use model::keyboard::{FieldEvent, Key, Keyboard, LockKeys, Phase, Platform, Warning};
use model::look_alike::{LookAlike, typed_plainly};
use model::stray_space::{StraySpace, ends};
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, HtmlElement, HtmlInputElement, KeyboardEvent, MouseEvent};

use super::listen::listen;

/// Feeds one field's events to its [`Keyboard`]. It goes with the view in which it began.
#[derive(Clone, Copy)]
pub(super) struct KeyboardListener {
    input: StoredValue<HtmlInputElement, LocalStorage>,
    keyboard: StoredValue<Keyboard, LocalStorage>,
    /// Where the selection began when a change was announced, until it is there. One that is not announced is another
    /// program's.
    from: StoredValue<Option<usize>, LocalStorage>,
    /// Those that stand.
    pub(super) warnings: RwSignal<Vec<Warning>>,
    /// Of the text, in code points, as the server counts them.
    pub(super) length: RwSignal<usize>,
}

impl KeyboardListener {
    fn new(input: &HtmlInputElement) -> Self {
        Self {
            input: StoredValue::new_local(input.clone()),
            keyboard: StoredValue::new_local(Keyboard::new(platform())),
            from: StoredValue::new_local(None),
            warnings: RwSignal::new(Vec::new()),
            length: RwSignal::new(0),
        }
    }

    /// Of a field for a password: what its keys do, and what stands in it. Begins with what was typed before.
    pub(super) fn on_password(field: &HtmlElement, input: &HtmlInputElement) -> Self {
        let listener = Self::new(input);
        let on = |event: &'static str, heard: fn(Self, &web_sys::Event)| {
            listen(input, event, move |event| heard(listener, event));
        };
        on("keydown", |listener, event| {
            listener.key(Phase::Down, event);
        });
        on("keyup", |listener, event| listener.key(Phase::Up, event));
        on("compositionstart", |listener, _| {
            listener.feed(FieldEvent::Composition(true));
        });
        on("compositionend", |listener, _| {
            listener.feed(FieldEvent::Composition(false));
        });
        on("beforeinput", |listener, _| {
            listener.from.set_value(listener.cursor());
        });
        on("input", |listener, _| {
            listener.edited(listener.from.get_value());
        });
        // What stands there by then is known, unless a program put it there.
        on("change", |listener, _| listener.edited(listener.cursor()));
        on("blur", |listener, _| listener.feed(FieldEvent::Left));
        // What stands round the input, such as its label, too.
        let round: &EventTarget = field;
        listen(round, "pointerdown", move |event| listener.pointer(event));
        listener.edited(None);
        listener
    }

    /// Of a field for a name: only what stands in it.
    pub(super) fn on_text(input: &HtmlInputElement) -> Self {
        let listener = Self::new(input);
        for event in ["input", "change"] {
            listen(input, event, move |_| listener.look());
        }
        listener.look();
        listener
    }

    fn feed(self, event: FieldEvent<'_>) {
        self.keyboard.update_value(|keyboard| keyboard.feed(event));
        self.show(self.keyboard.with_value(Keyboard::warnings));
    }

    fn show(self, now: Vec<Warning>) {
        if self.warnings.with_untracked(|before| *before != now) {
            self.warnings.set(now);
        }
    }

    /// Autofill sends plain events under these names, without `getModifierState`; they say nothing about a
    /// keyboard.
    fn key(self, phase: Phase, event: &web_sys::Event) {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        self.feed(FieldEvent::Key(Key {
            phase,
            code: &event.code(),
            key: &event.key(),
            locks: LockKeys {
                caps: event.get_modifier_state("CapsLock"),
                num: event.get_modifier_state("NumLock"),
            },
            composing: event.is_composing(),
            // AltGr types letters, and Windows reports it as Control and Alt.
            shortcut: (event.ctrl_key() || event.alt_key() || event.meta_key())
                && !event.get_modifier_state("AltGraph"),
        }));
    }

    fn pointer(self, event: &web_sys::Event) {
        let Some(event) = event.dyn_ref::<MouseEvent>() else {
            return;
        };
        self.feed(FieldEvent::Pointer(LockKeys {
            caps: event.get_modifier_state("CapsLock"),
            num: event.get_modifier_state("NumLock"),
        }));
    }

    fn text(self) -> String {
        self.input.with_value(HtmlInputElement::value)
    }

    /// Where the selection begins, or the cursor is, in UTF-16 code units.
    fn cursor(self) -> Option<usize> {
        let place = self.input.with_value(HtmlInputElement::selection_start);
        place.ok().flatten().map(|place| place as usize)
    }

    fn edited(self, from: Option<usize>) {
        self.from.set_value(None);
        let text = self.text();
        // NFC, as the server counts. The browser has the tables for it; ours are big.
        let normal = String::from(JsString::from(&*text).normalize("NFC"));
        let length = normal.chars().count();
        if self.length.get_untracked() != length {
            self.length.set(length);
        }
        let caret = self.cursor().unwrap_or(usize::MAX);
        self.feed(FieldEvent::Edited {
            text: &text,
            from,
            caret,
        });
    }

    fn look(self) {
        let text = self.text();
        let found = [
            StraySpace::find(&text).map(Warning::StraySpace),
            LookAlike::find(&text).map(Warning::LookAlike),
        ];
        self.show(found.into_iter().flatten().collect());
    }

    /// What stands of white space at an end.
    pub(super) fn stray_space(self) -> Option<Warning> {
        self.first(|warning| matches!(warning, Warning::StraySpace(_)))
    }

    /// What else stands: of the keyboard, and of what it typed.
    pub(super) fn keyboard_warning(self) -> Option<Warning> {
        self.first(|warning| !matches!(warning, Warning::StraySpace(_)))
    }

    fn first(self, is_meant: fn(&&Warning) -> bool) -> Option<Warning> {
        self.warnings.with(|all| all.iter().find(is_meant).copied())
    }

    /// Takes stray white space out of the field, and goes back to it.
    pub(super) fn remove_space(self) {
        let text = self.text();
        let (before, kept, _) = ends(&text);
        // One end after the other: what stands there still is what was typed.
        self.set_text(&text[..before.len() + kept.len()], None);
        self.set_text(kept, Some(0));
    }

    /// Types characters that look like others as what was meant, and goes back to the field.
    pub(super) fn type_plainly(self) {
        self.set_text(&typed_plainly(&self.text()), None);
    }

    /// Puts a text into the field, as if it had been changed at a place, or at its end.
    fn set_text(self, text: &str, at: Option<u32>) {
        self.input.with_value(|input| {
            input.set_value(text);
            let end = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
            let place = at.unwrap_or(end);
            // A field that takes no cursor has it at its end.
            let _ = input.set_selection_range(place, place);
            self.from.set_value(Some(place as usize));
            if let Ok(event) = web_sys::Event::new("input") {
                // Whoever listens looks again.
                let _ = input.dispatch_event(&event);
            }
            // A field that cannot take the focus has been taken off the page.
            let _ = input.focus();
            let _ = input.set_selection_range(end, end);
        });
    }
}

/// Asks the browser which system it runs on.
pub(super) fn platform() -> Platform {
    let navigator = window().navigator();
    let user_agent = navigator.user_agent().unwrap_or_default();
    Platform::from_user_agent(&user_agent, navigator.max_touch_points() > 1)
}
