//! Where the live warnings of a field stand.
//!
//! Their space is kept above the field: nothing moves when one comes, and a password manager's menu, which opens
//! below, covers none. What is announced is one sentence, in a region that was there before (WCAG 2.2, 4.1.3), and
//! only when it changes.

use leptos::mount::mount_to;
use leptos::prelude::*;
use model::keyboard::Warning;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::keyboard_listener::{KeyboardListener, platform};
use super::listen::keep;
use super::warning_words::{advice, sentence};
use crate::words::t;

/// What they say.
#[cfg(feature = "ssr")]
pub(super) const TEXTS: [texts::Section; 5] = [
    texts::SPACE,
    texts::LOOK_ALIKE,
    texts::WARNING,
    texts::ADVICE,
    texts::SCRIPT,
];

/// The place of one field's warnings.
#[cfg(feature = "ssr")]
#[component]
pub(super) fn Warnings(
    /// The field's id; the list's is this and `-warnings`.
    field: &'static str,
) -> impl IntoView {
    view! {
        <div class="warnings">
            <ul id=format!("{field}-warnings")></ul>
            <p class="visually-hidden" role="status"></p>
        </div>
    }
}

/// What a button is called that mends something, and what it does.
type Mend = (&'static str, fn(KeyboardListener));

/// Shows what is watched, in the place that `field` has for it.
pub(super) fn show(field: &HtmlElement, listener: KeyboardListener) -> Option<()> {
    let find = |selector| field.query_selector(selector).ok()?;
    let list: HtmlElement = find(".warnings > ul")?.dyn_into().ok()?;
    let announced = find(".warnings > [role=status]")?;
    let (t, platform) = (t(), platform());
    let item = move |warning: Warning| {
        let mend: Option<Mend> = match warning {
            Warning::StraySpace(_) => Some((t.space_remove(), KeyboardListener::remove_space)),
            Warning::LookAlike(_) => Some((t.look_alike_plainly(), KeyboardListener::type_plainly)),
            _ => None,
        };
        let mend = mend.map(|(label, mend)| {
            view! {
                <button type="button" class="link" on:click=move |_| mend(listener)>
                    {label}
                </button>
            }
        });
        view! {
            <li class="warning">
                <strong>{sentence(t, warning)}</strong>
                " "
                {advice(t, warning, platform)}
                {mend}
            </li>
        }
    };
    keep(mount_to(list, move || {
        move || listener.warnings.get().into_iter().map(item).collect_view()
    }));
    let first = Memo::new(move |_| {
        listener.warnings.with(|warnings| {
            let first = warnings.first();
            first.map(|first| sentence(t, *first)).unwrap_or_default()
        })
    });
    Effect::new(move || announced.set_text_content(Some(&first.get())));
    Some(())
}
