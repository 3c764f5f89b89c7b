//! What stands round the content of a page.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::routes;

/// A page before login: one narrow column.
#[component]
pub(crate) fn NarrowPage(
    /// The heading, and the first part of the title.
    heading: &'static str,
    children: Children,
) -> impl IntoView {
    frame(heading, "narrow", None, children())
}

/// A page after login: as wide as it needs.
#[component]
pub(crate) fn WidePage(
    /// The heading, and the first part of the title.
    heading: &'static str,
    children: Children,
) -> impl IntoView {
    let log_out = view! {
        <form method="post" action=routes::LOGOUT>
            <button type="submit" class="quiet">"Log Out"</button>
        </form>
    };
    frame(heading, "wide", Some(log_out.into_any()), children())
}

fn frame(
    heading: &'static str,
    width: &'static str,
    beside_brand: Option<AnyView>,
    content: AnyView,
) -> impl IntoView {
    view! {
        <Title text=format!("{heading} · Latchkey")/>
        <header class="masthead">
            <Brand/>
            {beside_brand}
        </header>
        <main class=width id="main">
            <h1>{heading}</h1>
            {content}
        </main>
    }
}

#[component]
fn Brand() -> impl IntoView {
    view! {
        <p class="brand">
            <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
                <path d="M14.5 3a6.5 6.5 0 0 0-6.2 8.4L2 17.7V22h4.3v-2.6h2.6v-2.6h2.2l1.5-1.5A6.5 6.5 0 1 0 14.5 3Zm2 3.2a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6Z"/>
            </svg>
            "Latchkey"
        </p>
    }
}
