//! The field for a password, with everything that can be told while it is typed.
//!
//! The text stays in the input: no signal, no storage and no log ever holds it. What the keyboard
//! does goes to [`model::keyboard`], which decides; this only feeds it.

use leptos::attr::custom::custom_attribute;
use leptos::html;
use leptos::prelude::*;
use model::keyboard::Warning;
use texts::Texts;

use super::text_field::FieldError;
use super::warnings::Warnings;
use super::watch::Watch;
use crate::error::InputError;
use crate::words::t;

/// A field for a password.
#[component]
pub(crate) fn PasswordField(
    /// What stands above it.
    label: &'static str,
    /// Its `name` and id.
    name: &'static str,
    /// `current-password` or `new-password`, for password managers (WCAG 2.2, 1.3.5).
    autocomplete: &'static str,
    /// What was wrong with the last try.
    #[prop(into)]
    error: Signal<Option<InputError>>,
    /// The warnings, for a page that speaks of them too.
    #[prop(default = RwSignal::new(Vec::new()))]
    warnings: RwSignal<Vec<Warning>>,
) -> impl IntoView {
    let t = t();
    let input = NodeRef::<html::Input>::new();
    // Of a new password the field says how many characters are missing. It does not say that a password
    // is strong: who could know?
    let least = (autocomplete == "new-password").then(least);
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
                    {t.field_show_password()}
                </button>
            </div>
            <p class="hint" id=hint_id>
                {move || least.map(|least| length_in_words(t, least, watch.length.get()))}
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
                {..watch.listeners()}
            />
        </div>
    }
}

/// How many characters a new password needs: the server knows it, and writes it at the root of the page.
#[cfg(feature = "ssr")]
fn least() -> usize {
    crate::context::page_facts().policy.min_length
}

/// See the server's.
#[cfg(not(feature = "ssr"))]
fn least() -> usize {
    let root = document().document_element();
    let written = root.and_then(|root| root.get_attribute("data-least"));
    written
        .and_then(|least| least.parse().ok())
        .unwrap_or_default()
}

/// What a new password needs, and what is missing.
fn length_in_words(t: Texts, least: usize, length: usize) -> String {
    match least.saturating_sub(length) {
        0 => t.field_long_enough().to_owned(),
        missing if length > 0 => t.field_missing(missing),
        _ => t.field_least(least),
    }
}
