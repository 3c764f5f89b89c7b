//! Keys that change what is typed, by system.

use leptos::prelude::*;

use crate::routes;
use crate::ui::frame::NarrowPage;
use crate::words::t;

/// The article.
pub(super) fn view() -> impl IntoView {
    let t = t();
    let caps_lock = [
        ("Windows", t.help_caps_windows()),
        (t.help_windows_japanese(), t.help_caps_windows_japanese()),
        ("Mac", t.help_caps_mac()),
        (t.help_mac_japanese(), t.help_caps_mac_japanese()),
        ("ChromeOS", t.help_caps_chromeos()),
        ("Linux", t.help_caps_linux()),
        (t.help_touch(), t.help_caps_touch()),
    ];
    let caps_lock = caps_lock.map(|(system, how)| {
        view! {
            <dt>{system}</dt>
            <dd>{how}</dd>
        }
    });
    view! {
        <NarrowPage heading=t.help_keyboard()>
            <h2>"Caps Lock"</h2>
            <p>{t.help_caps_lock()}</p>
            <dl class="details">{caps_lock.collect_view()}</dl>
            <h2>"Num Lock"</h2>
            <p>{t.help_num_lock()}</p>
            <p>{t.help_num_lock_small()}</p>
            <h2>{t.help_layout_title()}</h2>
            <p>{t.help_layout()}</p>
            <h2>{t.help_input_title()}</h2>
            <p>{t.help_input()}</p>
            <p>
                <a href=routes::TROUBLE>{t.common_trouble()}</a>
            </p>
            <p><a href=routes::LOGIN>{t.trouble_back_to_login()}</a></p>
        </NarrowPage>
    }
}
