//! The browser's entry: takes over the page that the server rendered.

use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called once the WebAssembly has arrived.
#[wasm_bindgen]
pub fn hydrate() {
    // A server function may lead on to another page.
    let set = server_fn::redirect::set_redirect_hook(|path| {
        if let Err(error) = window().location().assign(path) {
            web_sys::console::error_1(&error);
        }
    });
    debug_assert!(set.is_ok(), "the first to set it");
    hydrate_body(app::App);
    app::mark_hydrated();
}
