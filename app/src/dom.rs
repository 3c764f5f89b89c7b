//! What islands and the navigation do with a document.

use wasm_bindgen::JsCast;
use web_sys::Element;

/// The elements within `root` that a selector names, as far as they are of one kind.
pub(crate) fn all<T: JsCast>(root: &Element, selector: &str) -> Vec<T> {
    let Ok(found) = root.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|at| found.get(at)?.dyn_into().ok())
        .collect()
}

/// Sets an attribute, or takes it away.
pub(crate) fn set(on: &Element, name: &str, value: Option<&str>) {
    // Only a name that is no name can fail.
    let _ = match value {
        Some(value) => on.set_attribute(name, value),
        None => on.remove_attribute(name),
    };
}
