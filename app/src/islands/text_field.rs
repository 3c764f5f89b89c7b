//! A field for one line of text, such as a login name. It may warn of a space before or after it.

#[cfg(feature = "ssr")]
use leptos::attr::custom::custom_attribute;
#[cfg(feature = "ssr")]
use leptos::prelude::*;
use model::finding::SelfCheck;
use model::keyboard::Warning;
use web_sys::HtmlElement;

use super::View;
use super::keyboard_listener::KeyboardListener;
use super::password_field::input_of;
use super::warnings;
#[cfg(feature = "ssr")]
use crate::words::t;

/// A field for one line.
#[cfg(feature = "ssr")]
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
    /// It warns of what nobody sees in it.
    #[prop(optional)]
    warns: bool,
    /// May be left empty.
    #[prop(optional)]
    optional: bool,
    /// It is never given back by the server: the browser keeps it.
    #[prop(optional)]
    secret: bool,
    /// What was wrong with the last attempt.
    error: Option<crate::error::InputError>,
) -> impl IntoView {
    let t = t();
    let mut described_by = format!("{name}-hint {name}-error");
    if warns {
        described_by.push_str(&format!(" {name}-warnings"));
    }
    view! {
        <div
            class="field"
            data-island=warns.then_some("text-field")
            data-field=warns.then_some(name)
            data-label=warns.then_some(label)
            data-texts=warns.then(|| super::texts(&[texts::SPACE, texts::LOOK_ALIKE]))
        >
            {warns.then(|| view! { <warnings::Warnings field=name/> })}
            <div class="label-row">
                <label for=name>{label}</label>
            </div>
            <p class="hint" id=format!("{name}-hint")>{hint}</p>
            <p class="field-error" id=format!("{name}-error")>{error.map(|error| error.words(t))}</p>
            <input
                id=name
                name=name
                // An address field would drop the spaces that it should warn of.
                type="text"
                inputmode=inputmode
                autocomplete=autocomplete
                autocapitalize="none"
                {..custom_attribute("autocorrect", "off")}
                spellcheck="false"
                required=!optional
                value=value
                data-secret=secret.then_some("")
                aria-describedby=described_by
                aria-invalid=error.is_some().then_some("true")
            />
        </div>
    }
}

pub(super) fn wake(view: &View, root: &HtmlElement) -> Option<()> {
    let name = root.dataset().get("field")?;
    let listener = KeyboardListener::on_text(&input_of(root, &name)?);
    view.add_listener(name, listener);
    view.add_warnings(listener, |warning| match warning {
        Warning::StraySpace(_) => SelfCheck::NameSpace,
        other => SelfCheck::from_warning(other),
    });
    warnings::show(root, listener)
}
