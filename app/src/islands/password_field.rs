//! The field for a password, with everything that can be told while it is typed.
//!
//! The text stays in the input: no signal, no storage and no log ever holds it. What the keyboard does goes to
//! [`model::keyboard`], which decides; this only feeds it.

#[cfg(feature = "ssr")]
use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use model::finding::SelfCheck;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

use super::View;
use super::keyboard_listener::KeyboardListener;
use super::listen::listen;
use super::warnings;
use crate::words::t;

/// A field for a password.
#[cfg(feature = "ssr")]
#[component]
pub(crate) fn PasswordField(
    /// What stands above it.
    label: &'static str,
    /// Its `name` and id.
    name: &'static str,
    /// `current-password` or `new-password`, for password managers (WCAG 2.2, 1.3.5).
    autocomplete: &'static str,
    /// What was wrong with the last attempt.
    error: Option<crate::error::InputError>,
    /// Of a new password: how many characters it has at least. The field says how many are missing. It does not say
    /// that a password is strong: who could know?
    #[prop(optional, into)]
    least: Option<usize>,
) -> impl IntoView {
    let t = t();
    let own: &[_] = match least {
        Some(_) => &[texts::FIELD],
        None => &[],
    };
    view! {
        <div
            class="field"
            data-island="password-field"
            data-field=name
            data-label=label
            data-least=least
            data-texts=super::texts(&[&warnings::TEXTS, own].concat())
        >
            <warnings::Warnings field=name/>
            <div class="label-row">
                <label for=name>{label}</label>
                <button
                    type="button"
                    class="link needs-script"
                    aria-controls=name
                    aria-pressed="false"
                >
                    {t.field_show_password()}
                </button>
            </div>
            <p class="hint" id=format!("{name}-hint")>{least.map(|least| t.field_least(least))}</p>
            <p class="field-error" id=format!("{name}-error")>{error.map(|error| error.words(t))}</p>
            <input
                id=name
                name=name
                type="password"
                autocomplete=autocomplete
                autocapitalize="none"
                {..custom_attribute("autocorrect", "off")}
                spellcheck="false"
                required
                aria-describedby=format!("{name}-hint {name}-error {name}-warnings")
                aria-invalid=error.is_some().then_some("true")
            />
        </div>
    }
}

pub(super) fn wake(view: &View, root: &HtmlElement) -> Option<()> {
    let name = root.dataset().get("field")?;
    let input = input_of(root, &name)?;
    if input.type_() != "password" {
        return None;
    }
    let listener = KeyboardListener::on_password(root, &input);
    view.add_listener(name.clone(), listener);
    view.add_warnings(listener, SelfCheck::from_warning);
    if let Some(least) = root
        .dataset()
        .get("least")
        .and_then(|least| least.parse().ok())
        && let Some(hint) = document().get_element_by_id(&format!("{name}-hint"))
    {
        Effect::new(move || {
            hint.set_text_content(Some(&length_in_words(least, listener.length.get())));
        });
    }
    show_and_hide(root, &input);
    warnings::show(root, listener)
}

/// The input with this id, which is its name too, if it stands within `field`.
pub(super) fn input_of(field: &HtmlElement, name: &str) -> Option<HtmlInputElement> {
    let input = document().get_element_by_id(name)?;
    let within = field.contains(Some(&input));
    input.dyn_into().ok().filter(|_| within)
}

/// **Show password**
fn show_and_hide(root: &HtmlElement, input: &HtmlInputElement) {
    let button = root.query_selector("button[aria-pressed]").ok().flatten();
    let Some(button) = button.and_then(|it| it.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let shown = RwSignal::new(false);
    listen(&button, "click", move |_| {
        shown.update(|shown| *shown = !*shown);
    });
    // Back to hidden when the form is sent, as password managers want it.
    listen(&window(), "submit", move |_| shown.set(false));
    // Only a name that is no name can fail.
    let _ = button.set_attribute("data-awake", "");
    let input = input.clone();
    Effect::new(move || {
        let shown = shown.get();
        input.set_type(if shown { "text" } else { "password" });
        let _ = button.set_attribute("aria-pressed", if shown { "true" } else { "false" });
    });
}

/// What a new password needs, and what is missing.
fn length_in_words(least: usize, length: usize) -> String {
    let t = t();
    match least.saturating_sub(length) {
        0 => t.field_long_enough().to_owned(),
        missing if length > 0 => t.field_missing(missing),
        _ => t.field_least(least),
    }
}
