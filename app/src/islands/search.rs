//! A form that looks for something while somebody types.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlFormElement, HtmlInputElement, InputEvent};

use super::View;
use super::listen::listen;

/// How long after the last key it looks, in milliseconds.
const PAUSE: u32 = 150;

pub(super) fn wake(view: &View, root: &HtmlElement) -> Option<()> {
    let form: HtmlFormElement = root.clone().dyn_into().ok()?;
    let (there, search) = (form.clone(), view.host.search);
    listen(root, "input", move |event| {
        let for_field = event
            .target()
            .is_some_and(|field| field.is_instance_of::<HtmlInputElement>());
        // What an input method has not put there yet is looked for when it has.
        let composing = event
            .dyn_ref::<InputEvent>()
            .is_some_and(InputEvent::is_composing);
        if !composing {
            search(&there, if for_field { PAUSE } else { 0 });
        }
    });
    listen(root, "compositionend", move |_| {
        search(&form, PAUSE);
    });
    Some(())
}
