//! The browser's entry: wakes the islands of the page that the server rendered, and goes on from there.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called once the WebAssembly has arrived.
#[wasm_bindgen]
pub fn hydrate() {
    app::navigation::start();
}
