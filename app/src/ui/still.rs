//! Parts of a page that never change: the server renders them, and the WebAssembly, which need not
//! know them, leaves them as they are.

use leptos::prelude::*;

/// The HTML of `content`, for `inner_html`. In the browser it is empty and is not looked at: what the
/// server wrote there stays. `content` must neither react to anything nor keep state for the browser.
pub(crate) fn still<V: IntoView>(content: impl FnOnce() -> V) -> String {
    #[cfg(feature = "ssr")]
    return content().into_view().to_html();
    #[cfg(not(feature = "ssr"))]
    {
        let _ = content;
        String::new()
    }
}
