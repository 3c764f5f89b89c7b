//! Asks the server for a page.

use js_sys::Promise;
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, Headers, RequestInit};

/// Sends a request; the promise of a `Response`.
pub(super) fn ask(address: &str, body: Option<&JsValue>, signal: Option<&AbortSignal>) -> Promise {
    let options = RequestInit::new();
    options.set_signal(signal);
    if let Ok(headers) = Headers::new() {
        // As a browser that opens a page says it; a header of letters is one.
        let _ = headers.set("accept", "text/html");
        options.set_headers(&headers);
    }
    if let Some(body) = body {
        options.set_method("POST");
        options.set_body(body);
    }
    window().fetch_with_str_and_init(address, &options)
}
