//! After a failure: what to check, with what this browser can judge already judged.

use leptos::prelude::*;
use model::keyboard::Warning;

use crate::error::AppError;
use crate::ui::verdict::{Verdict, line};
use crate::ui::warning_words::sentence;

/// What to check before trying again. Without the WebAssembly each point tells what to look for;
/// with it, those that can be judged say what was found. It never claims that a lock is off.
#[component]
pub(crate) fn Checklist(
    /// The error of the last try.
    error: Signal<Option<AppError>>,
    /// Set once the wait is over.
    lock_is_over: RwSignal<bool>,
    /// What was found in the login name.
    name: ReadSignal<Vec<Warning>>,
    /// What was found in the password, and with its keys.
    password: ReadSignal<Vec<Warning>>,
) -> impl IntoView {
    let locked = move || error.with(|error| error.as_ref().and_then(AppError::remaining).is_some());
    let shown =
        move || locked() || error.with(|error| matches!(error, Some(AppError::LoginRefused(_))));
    let lock = move || {
        if locked() && !lock_is_over.get() {
            Verdict::found(
                "Too many tries have failed. No password is looked at until the wait is over.",
            )
        } else {
            Verdict::fine("This login name is not locked.")
        }
    };
    let (judged, set_judged) = signal(false);
    Effect::new(move || set_judged.set(true));
    let spaces = move || {
        let in_field = |label: &str, warnings: &[Warning]| {
            warnings
                .iter()
                .find(|warning| matches!(warning, Warning::StraySpace(_)))
                .map(|warning| format!("{label}: {}", sentence(*warning)))
        };
        let found = name
            .with(|warnings| in_field("Login Name", warnings))
            .or_else(|| password.with(|warnings| in_field("Password", warnings)));
        match (found, judged.get()) {
            (Some(found), _) => Verdict::Found(found),
            (None, true) => Verdict::fine("There is none before or after what you typed."),
            (None, false) => Verdict::look("A space before or after the text is part of it."),
        }
    };
    let keyboard = move || {
        let found = password.with(|warnings| {
            warnings
                .iter()
                .find(|warning| !matches!(warning, Warning::StraySpace(_)))
                .map(|warning| sentence(*warning))
        });
        found.map_or(
            Verdict::look("Look at the lights of Caps Lock and Num Lock on your keyboard."),
            Verdict::Found,
        )
    };
    view! {
        <section class="checklist" aria-labelledby="checklist" hidden=move || !shown()>
            <h2 id="checklist">"Before you try again"</h2>
            <ul>
                {move || [
                    line("Spaces", spaces()),
                    line("Keyboard", keyboard()),
                    line("Locked account", lock()),
                ]}
                {line("Password", Verdict::look("Choose Show password and read what you typed."))}
            </ul>
        </section>
    }
}
