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

/// The field, and what its warnings are.
#[component]
pub(super) fn Scratch(
    /// Listens to it.
    watch: Watch,
    /// The field itself.
    input: NodeRef<html::Input>,
) -> impl IntoView {
    let count = move || match watch.length.get() {
        0 => "Nothing of it leaves this page.".to_owned(),
        1 => "1 character. Nothing of it leaves this page.".to_owned(),
        length => format!("{length} characters. Nothing of it leaves this page."),
    };
    view! {
        <div class="field" on:pointerdown=move |event| watch.pointer(&event)>
            <Warnings
                field="scratch"
                warnings=watch.warnings.read_only()
                platform=watch.platform.read_only()
                remove_space=Callback::new(move |()| watch.remove_space())
            />
            <label for="scratch">"Type your login name or password here and look at it"</label>
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
    let found = watch.warnings.with(|warnings| {
        let is_space = |warning: &&Warning| matches!(warning, Warning::StraySpace(_));
        warnings.iter().find(is_space).copied()
    });
    match found {
        Some(warning) => Verdict::found(sentence(warning)),
        None if watch.length.get() > 0 => {
            Verdict::fine("There is none before or after what you typed.")
        }
        None => Verdict::look(
            "A space before or after the text is part of it. Type or paste the text above, and mark \
            it: a space is marked too.",
        ),
    }
}

/// What the field tells of the keyboard. It never claims that a lock is off.
pub(super) fn keys(watch: Watch) -> Verdict {
    let found = watch.warnings.with(|warnings| {
        let of_keys = |warning: &&Warning| !matches!(warning, Warning::StraySpace(_));
        warnings.iter().find(of_keys).copied()
    });
    match found {
        Some(warning) => Verdict::found(sentence(warning)),
        None if watch.length.get() > 0 => Verdict::look(
            "Is what stands there what you meant to type? Then it is not the keyboard.",
        ),
        None => Verdict::look(
            "Type a few letters and digits above, with the number pad too if you use it.",
        ),
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
