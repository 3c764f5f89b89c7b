//! A choice of a few, on a page that no script takes over.

use leptos::prelude::*;

/// A field for one of some words.
#[component]
pub(crate) fn SelectField(
    /// What stands above it.
    label: &'static str,
    /// Its `name` and id.
    name: &'static str,
    /// Value and label of each choice.
    choices: Vec<(&'static str, &'static str)>,
    /// The value that is chosen at first.
    #[prop(into)]
    chosen: Oco<'static, str>,
) -> impl IntoView {
    let option = move |(value, label): (&'static str, &'static str)| {
        view! { <option value=value selected=value == &*chosen>{label}</option> }
    };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name>{choices.into_iter().map(option).collect_view()}</select>
        </div>
    }
}
