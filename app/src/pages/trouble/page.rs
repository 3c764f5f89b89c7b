//! What to do when logging in fails: five points, each judged in the visitor's own browser as far
//! as a page can, and the way on.

use leptos::prelude::*;

use super::further;
use crate::islands::{SelfTest, Trial, Verdict, point};
use crate::routes;
use crate::ui::frame::NarrowPage;
use crate::words::t;

/// The guided check.
#[component]
pub(crate) fn TroublePage() -> impl IntoView {
    let t = t();
    let spaces = Verdict::look(t.trial_spaces_look());
    let keys = Verdict::look(t.trial_keys_look());
    let browser = Verdict::look(t.trouble_self_test_look());
    let keyboard_help = view! {
        <p>
            {t.trouble_num_lock()} " "
            <a href=routes::HELP_KEYBOARD>{t.trouble_keyboard_help()}</a>
        </p>
    };
    view! {
        <NarrowPage heading=t.common_trouble()>
            <p>{t.trouble_intro()}</p>
            <Trial/>
            <ol class="points">
                {point(Some("spaces"), t.trouble_spaces(), &spaces, ())}
                {point(Some("keys"), t.trouble_locks(), &keys, keyboard_help)}
                {further::lock()}
                {point(Some("self-test"), t.trouble_browser_settings(), &browser, view! { <SelfTest/> })}
                {further::browser()}
            </ol>
            <div class="further">{further::way_on()}</div>
        </NarrowPage>
    }
}
