//! The field for a password, with everything that can be told while it is typed.
//!
//! The text stays in the input: no signal, no storage and no log ever holds it. What the keyboard
//! does goes to [`model::keyboard`], which decides; this only feeds it.

use leptos::attr::custom::custom_attribute;
use leptos::html;
use leptos::prelude::*;
use model::keyboard::{Event, Key, Keyboard, Locks, Phase, Platform, Warning};
use model::stray_space::without_stray_space;
use wasm_bindgen::JsCast;
use web_sys::{KeyboardEvent, MouseEvent};

use super::platform::platform;
use super::text_field::FieldError;
use super::warnings::Warnings;
use crate::error::InputError;

/// A field for a password.
#[component]
pub(crate) fn PasswordField(
    /// What stands above it.
    label: &'static str,
    /// Its `name` and id.
    name: &'static str,
    /// `current-password` or `new-password`, for password managers (WCAG 2.2, 1.3.5).
    autocomplete: &'static str,
    /// For a new password: how many characters it needs at least. The field then says how many
    /// are missing. It does not say that a password is strong: who could know?
    #[prop(optional)]
    least: Option<usize>,
    /// What was wrong with the last try.
    #[prop(into)]
    error: Signal<Option<InputError>>,
    /// The warnings, for a page that speaks of them too.
    #[prop(default = RwSignal::new(Vec::new()))]
    warnings: RwSignal<Vec<Warning>>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let (shown, set_shown) = signal(false);
    let watch = Watch::new(input, warnings);
    watch.start();
    // Back to hidden when the form is sent, as password managers want it.
    Effect::new(move || {
        let handle = window_event_listener(leptos::ev::submit, move |_| set_shown.set(false));
        on_cleanup(move || handle.remove());
    });
    let hint_id = format!("{name}-hint");
    let described_by = format!("{name}-hint {name}-error {name}-warnings");
    view! {
        <div class="field" on:pointerdown=move |event| watch.pointer(&event)>
            <Warnings
                field=name
                warnings=watch.warnings.read_only()
                platform=watch.platform.read_only()
                remove_space=Callback::new(move |()| watch.remove_space())
            />
            <div class="label-row">
                <label for=name>{label}</label>
                <button
                    type="button"
                    class="link needs-script"
                    aria-controls=name
                    aria-pressed=move || if shown.get() { "true" } else { "false" }
                    on:click=move |_| set_shown.update(|shown| *shown = !*shown)
                >
                    "Show password"
                </button>
            </div>
            <p class="hint" id=hint_id>
                {move || least.map(|least| length_in_words(least, watch.length.get()))}
            </p>
            <FieldError field=name error/>
            <input
                node_ref=input
                id=name
                name=name
                type=move || if shown.get() { "text" } else { "password" }
                autocomplete=autocomplete
                autocapitalize="none"
                {..custom_attribute("autocorrect", "off")}
                spellcheck="false"
                required
                aria-describedby=described_by
                aria-invalid=move || error.get().is_some().then_some("true")
                on:keydown=move |event| watch.key(Phase::Down, &event)
                on:keyup=move |event| watch.key(Phase::Up, &event)
                on:compositionstart=move |_| watch.feed(Event::Composition(true))
                on:compositionend=move |_| watch.feed(Event::Composition(false))
                on:input=move |_| watch.read()
                on:change=move |_| watch.read()
                on:blur=move |_| watch.feed(Event::Left)
            />
        </div>
    }
}

/// What a new password needs, and what is missing.
fn length_in_words(least: usize, length: usize) -> String {
    match least.saturating_sub(length) {
        0 => "Long enough.".to_owned(),
        missing if length > 0 => format!("{missing} more"),
        _ => format!(
            "At least {least} characters. Three or four words that you can remember are good."
        ),
    }
}

/// Feeds one field's events to its [`Keyboard`].
#[derive(Clone, Copy)]
struct Watch {
    input: NodeRef<html::Input>,
    keyboard: StoredValue<Keyboard>,
    warnings: RwSignal<Vec<Warning>>,
    platform: RwSignal<Platform>,
    /// Of the text, in code points.
    length: RwSignal<usize>,
}

impl Watch {
    fn new(input: NodeRef<html::Input>, warnings: RwSignal<Vec<Warning>>) -> Self {
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
    fn start(self) {
        Effect::new(move || {
            let platform = platform();
            self.platform.set(platform);
            self.keyboard.set_value(Keyboard::new(platform));
            self.read();
        });
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

    fn pointer(self, event: &MouseEvent) {
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

    fn remove_space(self) {
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
