//! One setting in a form.

use accounts::settings::{Setting, SettingKind, Settings};
use leptos::prelude::*;
use texts::{Texts, sentences};

use super::words::{choice, words};
use crate::form::{FormState, Returned};
use crate::words::t;

/// The field, with what it means, its bounds, its default, and what was wrong with the last attempt.
pub(super) fn field(setting: Setting, there: &Settings, state: FormState) -> impl IntoView + use<> {
    let t = t();
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
            <p class="field-error">
                {format!("{} ", t.settings_meanwhile())}
                <bdi>{in_words(t, setting, &there)}</bdi>
            </p>
        }
    });
    let error = state.for_field(id);
    let hints = format!("{id}-hint {id}-error");
    let words = words(t, setting);
    let kind = setting.kind();
    let invalid = error.is_some().then_some("true");
    let hint = hint(t, setting, &kind);
    let notes = view! {
        <p class="hint" id=format!("{id}-hint")>{hint}</p>
        <p class="field-error" id=format!("{id}-error")>{error.map(|error| error.words(t))}</p>
        {meanwhile}
    };
    let remembered = view! { <input type="hidden" name=was value=there/> };
    match kind {
        SettingKind::Switch => view! {
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
        SettingKind::Choice(choices) => {
            let option = |word: &&'static str| {
                view! { <option value=*word selected=*word == value>{choice(t, word)}</option> }
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
        SettingKind::Number { .. }
        | SettingKind::Line { .. }
        | SettingKind::Email
        | SettingKind::Colour => {
            let keys = match kind {
                SettingKind::Number { .. } => "numeric",
                SettingKind::Email => "email",
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
fn hint(t: Texts, setting: Setting, kind: &SettingKind) -> String {
    let words = words(t, setting);
    let mut all = vec![words.meaning.to_owned()];
    match kind {
        SettingKind::Number { range, .. } => {
            all.push(t.settings_range(range.start(), range.end()));
            if !words.empty.is_empty() {
                all.push(t.settings_empty(words.empty));
            }
        }
        SettingKind::Line { limit, .. } => all.push(t.settings_limit(limit)),
        SettingKind::Switch | SettingKind::Choice(_) | SettingKind::Email | SettingKind::Colour => {
        }
    }
    if !setting.default().is_empty() {
        all.push(t.settings_default(in_words(t, setting, setting.default())));
    } else if matches!(kind, SettingKind::Number { .. }) {
        all.push(t.settings_default_empty().to_owned());
    }
    all.retain(|sentence| !sentence.is_empty());
    sentences(all)
}

/// A value, as administrators read it.
fn in_words(t: Texts, setting: Setting, value: &str) -> String {
    let word = match (setting.kind(), value) {
        (SettingKind::Choice(_), word) => choice(t, word),
        (SettingKind::Switch, "on") => t.settings_on(),
        (SettingKind::Switch, "off") => t.settings_off(),
        (_, "") => t.settings_nothing(),
        (_, value) => value,
    };
    word.to_owned()
}
