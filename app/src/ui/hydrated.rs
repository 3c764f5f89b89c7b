//! Whether the WebAssembly has taken the page over: `data-hydrated` on `<html>` says so from then on. The style sheet
//! then shows the buttons that do nothing without it, and tests know when to begin.
//!
//! A page may have been changed on its way, by a translator, an extension or a proxy, so that it cannot be taken
//! over, or a fault may come later. Then the word is not there, or goes away, and the page is what the server sent: its
//! forms are sent by the browser itself ([`GUARD`]).

#[cfg(not(feature = "ssr"))]
use leptos::prelude::document;

/// Runs before everything else on a page. Whoever listens to a form that is sent is not asked unless the word is
/// there: half of them may be listening that have nobody behind them. A fault of the WebAssembly is one that nobody
/// catches, and takes the word away.
#[cfg(feature = "ssr")]
pub(crate) const GUARD: &str = "(()=>{\
    const root=document.documentElement,word='data-hydrated',end=()=>root.removeAttribute(word);\
    addEventListener('submit',e=>{root.hasAttribute(word)||e.stopImmediatePropagation()},true);\
    addEventListener('error',end);addEventListener('unhandledrejection',end)})()";

/// Sets the word, once all of the page is taken over.
#[cfg(not(feature = "ssr"))]
pub fn mark_hydrated() {
    if let Some(root) = document().document_element() {
        // Only a name that is no name can fail.
        let _ = root.set_attribute("data-hydrated", "");
    }
}
