//! After a failure: what to check before trying again, with what this browser can judge already judged. Without the
//! WebAssembly each point tells what to look for. It never claims that a lock is off.

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::View;
use super::keyboard_listener::KeyboardListener;
use super::password_field::input_of;
#[cfg(feature = "ssr")]
use super::verdict::line;
use super::verdict::{PointVerdict, show_verdict};
use super::warning_words::sentence;
use crate::words::t;

/// The points. They look at the fields `login_name` and `password` of the page.
#[cfg(feature = "ssr")]
#[component]
pub(crate) fn Checklist(
    /// It is a lock that keeps them out.
    locked: bool,
    /// What the server judges.
    children: Children,
) -> impl IntoView {
    let t = t();
    let lock = match locked {
        true => PointVerdict::problem(t.checklist_lock_found()),
        false => PointVerdict::fine(t.checklist_lock_fine()),
    };
    let spaces = PointVerdict::look(t.checklist_spaces_look());
    let keyboard = PointVerdict::look(t.checklist_keyboard_look());
    let password = PointVerdict::look(t.checklist_password_look());
    let texts = super::texts(&[texts::VERDICT, texts::CHECKLIST]);
    view! {
        <section class="checklist" aria-labelledby="checklist" data-island="checklist" data-texts=texts>
            <h2 id="checklist">{t.checklist_title()}</h2>
            <ul>
                {line(Some("spaces"), t.checklist_spaces(), &spaces)}
                {line(Some("keyboard"), t.checklist_keyboard(), &keyboard)}
                {line(Some("lock"), t.checklist_lock(), &lock)}
                {line(None, t.common_password(), &password)}
                {children()}
            </ul>
        </section>
    }
}

pub(super) fn wake(view: &View, _root: &HtmlElement) -> Option<()> {
    let body = document().body()?;
    let field = |id: &str| {
        let field = input_of(&body, id)?.closest("[data-label]").ok()??;
        Some((view.listener(id)?, field.get_attribute("data-label")?))
    };
    let fields = [field("login_name")?, field("password")?];
    // Of a form that came back without the WebAssembly the password is gone: nothing is known of it.
    let judged = !input_of(&body, "password")?.value().is_empty();
    let password = fields[1].0;
    show_verdict("spaces", move || spaces(&fields, judged));
    show_verdict("keyboard", move || keyboard(password));
    let over = view.lock_is_over;
    Effect::new(move || {
        if over.get() {
            show_verdict("lock", || PointVerdict::fine(t().checklist_lock_fine()));
        }
    });
    Some(())
}

fn spaces(fields: &[(KeyboardListener, String)], judged: bool) -> PointVerdict {
    let t = t();
    let found = fields.iter().find_map(|(listener, label)| {
        let space = listener.stray_space()?;
        Some(t.checklist_spaces_found(label, sentence(t, space)))
    });
    match (found, judged) {
        (Some(found), _) => PointVerdict::Problem(found),
        (None, true) => PointVerdict::fine(t.checklist_spaces_fine()),
        (None, false) => PointVerdict::look(t.checklist_spaces_look()),
    }
}

fn keyboard(password: KeyboardListener) -> PointVerdict {
    let t = t();
    let found = password.keyboard_warning().map(|found| sentence(t, found));
    found.map_or(
        PointVerdict::look(t.checklist_keyboard_look()),
        PointVerdict::Problem,
    )
}
