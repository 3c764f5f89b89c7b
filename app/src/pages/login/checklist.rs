//! After a failure: what to check, with what this browser can judge already judged.

use leptos::prelude::*;
use model::keyboard::Warning;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::error::AppError;
use crate::ui::still::still;
use crate::ui::verdict::{Verdict, line};
use crate::ui::warning_words::sentence;
use crate::words::t;

/// What to check before trying again. Without the WebAssembly each point tells what to look for;
/// with it, those that can be judged say what was found. It never claims that a lock is off.
#[component]
pub(crate) fn Checklist(
    /// The error of the last try.
    error: Signal<Option<AppError>>,
    /// Set once the wait is over.
    lock_is_over: RwSignal<bool>,
    /// What was found in the login name.
    name: ReadSignal<Vec<Warning>>,
    /// What was found in the password, and with its keys.
    password: ReadSignal<Vec<Warning>>,
) -> impl IntoView {
    let t = t();
    let locked = move || error.with(|error| error.as_ref().and_then(AppError::remaining).is_some());
    let shown =
        move || locked() || error.with(|error| matches!(error, Some(AppError::LoginRefused(_))));
    let lock = move || {
        if locked() && !lock_is_over.get() {
            Verdict::found(t.checklist_lock_found())
        } else {
            Verdict::fine(t.checklist_lock_fine())
        }
    };
    let (judged, set_judged) = signal(false);
    // Of a form that came back without the WebAssembly the password is gone: nothing is known of it.
    Effect::new(move || {
        error.track();
        let field = document().get_element_by_id("password");
        let field = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
        set_judged.set(field.is_some_and(|field| !field.value().is_empty()));
    });
    let spaces = move || {
        let in_field = |label: &str, warnings: &[Warning]| {
            warnings
                .iter()
                .find(|warning| matches!(warning, Warning::StraySpace(_)))
                .map(|warning| t.checklist_spaces_found(label, sentence(t, *warning)))
        };
        let found = name
            .with(|warnings| in_field(t.common_login_name(), warnings))
            .or_else(|| password.with(|warnings| in_field(t.common_password(), warnings)));
        match (found, judged.get()) {
            (Some(found), _) => Verdict::Found(found),
            (None, true) => Verdict::fine(t.checklist_spaces_fine()),
            (None, false) => Verdict::look(t.checklist_spaces_look()),
        }
    };
    let keyboard = move || {
        let found = password.with(|warnings| {
            warnings
                .iter()
                .find(|warning| !matches!(warning, Warning::StraySpace(_)))
                .map(|warning| sentence(t, *warning))
        });
        found.map_or(Verdict::look(t.checklist_keyboard_look()), Verdict::Found)
    };
    view! {
        <section class="checklist" aria-labelledby="checklist" hidden=move || !shown()>
            <h2 id="checklist">{t.checklist_title()}</h2>
            <ul>
                {move || [
                    line(t.checklist_spaces(), spaces()),
                    line(t.checklist_keyboard(), keyboard()),
                    line(t.checklist_lock(), lock()),
                ]}
                {line(t.common_password(), Verdict::look(t.checklist_password_look()))}
            </ul>
            <ul inner_html=still(known)></ul>
        </section>
    }
}

/// The points that the server judges.
fn known() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::pages::trouble::known_points()
}
