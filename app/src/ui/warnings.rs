//! Where the live warnings of a field stand.
//!
//! Their space is kept above the field: nothing moves when one comes, and a password manager's
//! menu, which opens below, covers none. What is announced is one sentence, in a region that was
//! there before (WCAG 2.2, 4.1.3), and only when it changes.

use leptos::prelude::*;
use model::keyboard::{Platform, Warning};

use super::warning_words::{advice, sentence};
use crate::words::t;

/// The warnings of one field.
#[component]
pub(crate) fn Warnings(
    /// The field's id; the list's is this and `-warnings`.
    field: &'static str,
    /// Those that stand, the most urgent first.
    warnings: ReadSignal<Vec<Warning>>,
    /// The visitor's system.
    platform: ReadSignal<Platform>,
    /// Takes the stray white space out of the field.
    remove_space: Callback<()>,
) -> impl IntoView {
    let t = t();
    let first = Memo::new(move |_| {
        warnings.with(|warnings| {
            warnings
                .first()
                .map(|first| sentence(t, *first))
                .unwrap_or_default()
        })
    });
    let item = move |warning: Warning| {
        let button = matches!(warning, Warning::StraySpace(_)).then(|| {
            view! {
                <button type="button" class="link" on:click=move |_| remove_space.run(())>
                    {t.warning_remove_space()}
                </button>
            }
        });
        view! {
            <li class="warning">
                <strong>{sentence(t, warning)}</strong>
                " "
                {advice(t, warning, platform.get())}
                {button}
            </li>
        }
    };
    view! {
        <div class="warnings">
            <ul id=format!("{field}-warnings")>
                {move || warnings.get().into_iter().map(item).collect_view()}
            </ul>
            <p class="visually-hidden" role="status">{first}</p>
        </div>
    }
}
