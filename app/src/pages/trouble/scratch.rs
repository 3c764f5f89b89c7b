//! A field to type into and look. What is typed there stays on the page: the field has no name and
//! belongs to no form.

use leptos::attr::custom::custom_attribute;
use leptos::html;
use leptos::prelude::*;
use model::finding::{Check, Findings, Found};
use model::keyboard::Warning;

use crate::ui::verdict::Verdict;
use crate::ui::warning_words::sentence;
use crate::ui::warnings::Warnings;
use crate::ui::watch::Watch;
use crate::words::t;

/// The field, and what its warnings are.
#[component]
pub(super) fn Scratch(
    /// Listens to it.
    watch: Watch,
    /// The field itself.
    input: NodeRef<html::Input>,
) -> impl IntoView {
    let t = t();
    let count = move || match watch.length.get() {
        0 => t.trouble_scratch_empty().to_owned(),
        length => t.trouble_scratch_length(u64::try_from(length).unwrap_or(u64::MAX)),
    };
    view! {
        <div class="field" on:pointerdown=move |event| watch.pointer(&event)>
            <Warnings
                field="scratch"
                warnings=watch.warnings.read_only()
                platform=watch.platform.read_only()
                remove_space=Callback::new(move |()| watch.remove_space())
            />
            <label for="scratch">{t.trouble_scratch()}</label>
            <p class="hint" id="scratch-hint">{count}</p>
            <input
                node_ref=input
                id="scratch"
                type="text"
                autocomplete="off"
                autocapitalize="none"
                {..custom_attribute("autocorrect", "off")}
                // Some browsers send what they check for spelling to their makers.
                spellcheck="false"
                {..custom_attribute("writingsuggestions", "false")}
                aria-describedby="scratch-hint scratch-warnings"
                {..watch.listeners()}
            />
        </div>
    }
}

/// What the field tells of spaces.
pub(super) fn spaces(watch: Watch) -> Verdict {
    let t = t();
    let found = watch.warnings.with(|warnings| {
        let is_space = |warning: &&Warning| matches!(warning, Warning::StraySpace(_));
        warnings.iter().find(is_space).copied()
    });
    match found {
        Some(warning) => Verdict::found(sentence(t, warning)),
        None if watch.length.get() > 0 => Verdict::fine(t.trouble_spaces_fine()),
        None => Verdict::look(t.trouble_spaces_look()),
    }
}

/// What the field tells of the keyboard. It never claims that a lock is off.
pub(super) fn keys(watch: Watch) -> Verdict {
    let t = t();
    let found = watch.warnings.with(|warnings| {
        let of_keys = |warning: &&Warning| !matches!(warning, Warning::StraySpace(_));
        warnings.iter().find(of_keys).copied()
    });
    match found {
        Some(warning) => Verdict::found(sentence(t, warning)),
        None if watch.length.get() > 0 => Verdict::look(t.trouble_keys_typed()),
        None => Verdict::look(t.trouble_keys_look()),
    }
}

/// Adds what the field found.
pub(super) fn add_to(watch: Watch, findings: &mut Findings) {
    watch.warnings.with(|warnings| {
        for warning in warnings {
            findings.add(Check::of_warning(*warning), Found::Wrong);
        }
    });
}
