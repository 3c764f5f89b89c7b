//! A button that copies a text of the page.

use gloo_timers::callback::Timeout;
#[cfg(feature = "ssr")]
use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use super::View;
use super::listen::listen;

/// How long it says what came of it, in milliseconds.
const SAID: u32 = 4_000;

/// Copies the text of the element `of`. It shows where the browser lets pages copy.
#[cfg(feature = "ssr")]
pub(crate) fn copy_button(of: &'static str) -> impl IntoView {
    let t = crate::words::t();
    view! {
        <button
            type="button"
            class="quiet"
            hidden
            {..custom_attribute("data-copies", of)}
            {..custom_attribute("data-copied", t.copy_copied())}
            {..custom_attribute("data-by-hand", t.copy_by_hand())}
        >
            {t.copy_copy()}
        </button>
    }
}

pub(super) fn wake(_view: &View, button: &HtmlElement) -> Option<()> {
    let written = button.dataset();
    let (copied, by_hand) = (written.get("copied")?, written.get("byHand")?);
    let text = document().get_element_by_id(&written.get("copies")?)?;
    if !window().is_secure_context() {
        // There is no clipboard then.
        return Some(());
    }
    let label = button.text_content().unwrap_or_default();
    button.set_hidden(false);
    let said = StoredValue::new_local(None::<Timeout>);
    let here = button.clone();
    listen(button, "click", move |_| {
        let (text, here, label) = (text.clone(), here.clone(), label.clone());
        let (copied, by_hand) = (copied.clone(), by_hand.clone());
        spawn_local(async move {
            let content = text.text_content().unwrap_or_default();
            let clipboard = window().navigator().clipboard();
            let done = JsFuture::from(clipboard.write_text(&content)).await.is_ok();
            if !done && let Ok(Some(selection)) = window().get_selection() {
                // A text that cannot be marked is still there to be read.
                let _ = selection.select_all_children(&text);
            }
            here.set_text_content(Some(if done { &copied } else { &by_hand }));
            let back = Timeout::new(SAID, move || here.set_text_content(Some(&label)));
            said.try_set_value(Some(back));
        });
    });
    Some(())
}
