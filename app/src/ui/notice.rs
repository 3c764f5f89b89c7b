//! A message about the page as a whole.

use leptos::prelude::*;

/// Something went wrong.
#[component]
pub(crate) fn ErrorNotice(
    /// In one or two sentences.
    #[prop(into)]
    message: String,
) -> impl IntoView {
    view! {
        <div class="notice error" role="alert">
            <p>{message}</p>
        </div>
    }
}

/// Something went well.
#[component]
pub(crate) fn GoodNotice(
    /// In one or two sentences.
    #[prop(into)]
    message: String,
    /// What may follow: how it is undone.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="notice good" role="status">
            <p>{message}</p>
            {children.map(|children| children())}
        </div>
    }
}
