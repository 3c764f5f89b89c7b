//! The page that is shown.

use leptos::prelude::*;

use crate::page::Shown;

/// What the server loaded for this request, which is in the context.
#[component]
pub fn App() -> impl IntoView {
    use_context::<Shown>().and_then(|shown| shown.take())
}
