//! A field for one line of text.

use leptos::attr::custom::custom_attribute;
use leptos::html;
use leptos::prelude::*;
use model::keyboard::{Platform, Warning};
use model::stray_space::StraySpace;

use super::warnings::Warnings;
use super::watch::remove_space_from;
use crate::error::InputError;
use crate::words::t;

/// A field for one line, which warns of a space before or after it.
#[component]
pub(crate) fn TextField(
    /// What stands above it.
    label: &'static str,
    /// Its `name` and id.
    name: &'static str,
    /// What password managers and browsers may fill in (WCAG 2.2, 1.3.5).
    autocomplete: &'static str,
    /// Which keys a soft keyboard offers: `text` or `email`.
    #[prop(default = "text")]
    inputmode: &'static str,
    /// What it holds at first.
    value: String,
    /// A sentence about what is wanted.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// What was wrong with the last try.
    #[prop(into)]
    error: Signal<Option<InputError>>,
    /// The warnings, for a page that speaks of them too.
    #[prop(default = RwSignal::new(Vec::new()))]
    warnings: RwSignal<Vec<Warning>>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let platform = RwSignal::new(Platform::Linux);
    let read = move || {
        if let Some(input) = input.get() {
            let found = StraySpace::of(&input.value()).map(Warning::StraySpace);
            warnings.set(found.into_iter().collect());
        }
    };
    Effect::new(read);
    let remove_space = Callback::new(move |()| {
        if let Some(input) = input.get_untracked() {
            remove_space_from(&input);
            read();
        }
    });
    let described_by = format!("{name}-hint {name}-error {name}-warnings");
    view! {
        <div class="field">
            <Warnings
                field=name
                warnings=warnings.read_only()
                platform=platform.read_only()
                remove_space
            />
            <div class="label-row">
                <label for=name>{label}</label>
            </div>
            <p class="hint" id=format!("{name}-hint")>{hint}</p>
            <FieldError field=name error/>
            <input
                node_ref=input
                id=name
                name=name
                // An address field would drop the spaces that it should warn of.
                type="text"
                inputmode=inputmode
                autocomplete=autocomplete
                autocapitalize="none"
                {..custom_attribute("autocorrect", "off")}
                spellcheck="false"
                required
                value=value
                aria-describedby=described_by
                aria-invalid=move || error.get().is_some().then_some("true")
                on:input=move |_| read()
                on:change=move |_| read()
            />
        </div>
    }
}

/// What was wrong with one field, right at it.
#[component]
pub(crate) fn FieldError(
    /// The field's id.
    field: &'static str,
    /// What was wrong.
    error: Signal<Option<InputError>>,
) -> impl IntoView {
    view! {
        <p class="field-error" id=format!("{field}-error")>
            {move || error.get().map(|error| error.words(t()))}
        </p>
    }
}
