//! One setting in a form.

use leptos::prelude::*;
use model::settings::{Kind, Setting, Settings};

use super::words::{choice, words};
use crate::form::{FormState, Returned};

/// The field, with what it means, its bounds, its default, and what was wrong with the last try.
pub(super) fn field(setting: Setting, there: &Settings, state: FormState) -> impl IntoView + use<> {
    let (name, id) = (format!("settings[{}]", setting.as_str()), setting.as_str());
    let was = format!("was[{id}]");
    let there = there.get(setting);
    let returned = use_context::<Returned>().unwrap_or_default();
    let came_back = returned.has(&was);
    let value = match (came_back, returned.has(&name)) {
        (false, _) => there.clone(),
        (true, true) => returned.typed(&name),
        // A box that is not ticked is not sent.
        (true, false) => "off".to_owned(),
    };
    // Whoever saves now has seen what others changed.
    let meanwhile = came_back && returned.typed(&was) != there && value != there;
    let meanwhile = meanwhile.then(|| {
        view! {
            <p class="field-error">"Changed meanwhile to: " <bdi>{in_words(setting, &there)}</bdi></p>
        }
    });
    let error = state.of_field(id).get_untracked();
    let hints = format!("{id}-hint {id}-error");
    let words = words(setting);
    let kind = setting.kind();
    let invalid = error.is_some().then_some("true");
    let hint = hint(setting, &kind);
    let notes = view! {
        <p class="hint" id=format!("{id}-hint")>{hint}</p>
        <p class="field-error" id=format!("{id}-error")>{error.map(|error| error.to_string())}</p>
        {meanwhile}
    };
    let remembered = view! { <input type="hidden" name=was value=there/> };
    match kind {
        Kind::Switch => view! {
            <div class="field">
                <div class="choice">
                    <input
                        type="checkbox"
                        id=id
                        name=name
                        value="on"
                        checked=value == "on"
                        aria-describedby=hints
                    />
                    <label for=id>{words.label}</label>
                </div>
                {notes}
                {remembered}
            </div>
        }
        .into_any(),
        Kind::Choice(choices) => {
            let option = |word: &&'static str| {
                view! { <option value=*word selected=*word == value>{choice(word)}</option> }
            };
            view! {
                <div class="field">
                    <label for=id>{words.label}</label>
                    {notes}
                    <select id=id name=name aria-describedby=hints>
                        {choices.iter().map(option).collect_view()}
                    </select>
                    {remembered}
                </div>
            }
            .into_any()
        }
        Kind::Number { .. } | Kind::Line { .. } | Kind::Email | Kind::Colour => {
            let keys = match kind {
                Kind::Number { .. } => "numeric",
                Kind::Email => "email",
                _ => "text",
            };
            let unit = (!words.unit.is_empty()).then(|| view! { <span>{words.unit}</span> });
            let class = if unit.is_some() { "with-unit" } else { "" };
            view! {
                <div class="field">
                    <label for=id>{words.label}</label>
                    {notes}
                    <div class=class>
                        <input
                            id=id
                            name=name
                            type="text"
                            inputmode=keys
                            autocomplete="off"
                            spellcheck="false"
                            value=value
                            aria-describedby=hints
                            aria-invalid=invalid
                        />
                        {unit}
                    </div>
                    {remembered}
                </div>
            }
            .into_any()
        }
    }
}

/// What it means, what may be set, and what is set where nobody set anything.
fn hint(setting: Setting, kind: &Kind) -> String {
    let words = words(setting);
    let mut sentences = vec![words.meaning.to_owned()];
    match kind {
        Kind::Number { range, .. } => {
            sentences.push(format!("From {} to {}.", range.start(), range.end()));
            if !words.empty.is_empty() {
                sentences.push(format!("Empty: {}", words.empty));
            }
        }
        Kind::Line { limit, .. } => sentences.push(format!("Up to {limit} characters.")),
        Kind::Switch | Kind::Choice(_) | Kind::Email | Kind::Colour => {}
    }
    if !setting.default().is_empty() {
        sentences.push(format!(
            "Default: {}.",
            in_words(setting, setting.default())
        ));
    } else if matches!(kind, Kind::Number { .. }) {
        sentences.push("Default: empty.".to_owned());
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.join(" ")
}

/// A value, as administrators read it.
fn in_words(setting: Setting, value: &str) -> String {
    match (setting.kind(), value) {
        (Kind::Choice(_), word) => choice(word).to_owned(),
        (_, "") => "nothing".to_owned(),
        (_, value) => value.to_owned(),
    }
}
