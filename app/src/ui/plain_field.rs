//! A field without warnings.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use crate::error::InputError;
use crate::words::t;

/// A field for one line of text.
#[component]
pub(crate) fn PlainField(
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
    /// May be left empty.
    #[prop(optional)]
    optional: bool,
    /// What was wrong with the last attempt.
    error: Option<InputError>,
) -> impl IntoView {
    let described_by = format!("{name}-hint {name}-error");
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <p class="hint" id=format!("{name}-hint")>{hint}</p>
            <p class="field-error" id=format!("{name}-error")>
                {error.map(|error| error.words(t()))}
            </p>
            <input
                id=name
                name=name
                type="text"
                inputmode=inputmode
                autocomplete=autocomplete
                autocapitalize="none"
                {..custom_attribute("autocorrect", "off")}
                spellcheck="false"
                required=!optional
                value=value
                aria-describedby=described_by
                aria-invalid=error.is_some().then_some("true")
            />
        </div>
    }
}
