//! A field to type into and look, with what it tells of spaces and of the keyboard. What is typed there stays on the
//! page: the field has no name and belongs to no form.

#[cfg(feature = "ssr")]
use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use model::finding::SelfCheck;
use web_sys::HtmlElement;

use super::View;
use super::keyboard_listener::KeyboardListener;
use super::password_field::input_of;
use super::verdict::{PointVerdict, show_verdict};
use super::warning_words::sentence;
use super::warnings;
use crate::words::t;

/// The id of the field.
const FIELD: &str = "scratch";

/// The field. Its verdicts are the [points](super::verdict::point) `spaces` and `keys` of the page.
#[cfg(feature = "ssr")]
#[component]
pub(crate) fn Trial() -> impl IntoView {
    let t = t();
    let own: &[_] = &[texts::VERDICT, texts::TRIAL];
    let texts = super::texts(&[&warnings::TEXTS, own].concat());
    view! {
        <div class="field" data-island="trial" data-texts=texts>
            <warnings::Warnings field=FIELD/>
            <label for=FIELD>{t.trouble_scratch()}</label>
            <p class="hint" id="scratch-hint">{t.trial_scratch_empty()}</p>
            <input
                id=FIELD
                type="text"
                autocomplete="off"
                autocapitalize="none"
                {..custom_attribute("autocorrect", "off")}
                // Some browsers send what they check for spelling to their makers.
                spellcheck="false"
                {..custom_attribute("writingsuggestions", "false")}
                aria-describedby="scratch-hint scratch-warnings"
            />
        </div>
    }
}

pub(super) fn wake(view: &View, root: &HtmlElement) -> Option<()> {
    let listener = KeyboardListener::on_password(root, &input_of(root, FIELD)?);
    view.add_warnings(listener, SelfCheck::from_warning);
    if let Some(hint) = document().get_element_by_id("scratch-hint") {
        Effect::new(move || hint.set_text_content(Some(&length_in_words(listener.length.get()))));
    }
    show_verdict("spaces", move || spaces(listener));
    show_verdict("keys", move || keys(listener));
    warnings::show(root, listener)
}

fn length_in_words(length: usize) -> String {
    match length {
        0 => t().trial_scratch_empty().to_owned(),
        length => t().trial_scratch_length(u64::try_from(length).unwrap_or(u64::MAX)),
    }
}

/// What the field tells of spaces.
fn spaces(listener: KeyboardListener) -> PointVerdict {
    let t = t();
    match listener.stray_space() {
        Some(warning) => PointVerdict::problem(sentence(t, warning)),
        None if listener.length.get() > 0 => PointVerdict::fine(t.trial_spaces_fine()),
        None => PointVerdict::look(t.trial_spaces_look()),
    }
}

/// What the field tells of the keyboard. It never claims that a lock is off.
fn keys(listener: KeyboardListener) -> PointVerdict {
    let t = t();
    match listener.keyboard_warning() {
        Some(warning) => PointVerdict::problem(sentence(t, warning)),
        None if listener.length.get() > 0 => PointVerdict::look(t.trial_keys_typed()),
        None => PointVerdict::look(t.trial_keys_look()),
    }
}
