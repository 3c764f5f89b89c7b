//! Keys that change what is typed, by system.

use leptos::prelude::*;

use crate::routes;
use crate::ui::frame::NarrowPage;

/// Caps Lock, by system: how it is turned off.
const CAPS_LOCK: &[(&str, &str)] = &[
    ("Windows", "Press Caps Lock."),
    (
        "Windows with a Japanese keyboard",
        "Press Shift and Caps Lock (英数) together.",
    ),
    (
        "Mac",
        "Press ⇪ caps lock. A green light on the key is on while it is on.",
    ),
    (
        "Mac with a Japanese keyboard",
        "Press caps lock, left of A where there is one; else look in the menu of the input method.",
    ),
    (
        "ChromeOS",
        "Press Shift. If it is still on, press Alt and the Launcher key (🔍) together.",
    ),
    (
        "Linux",
        "Press Caps Lock; if the desktop has another key for it, its keyboard settings say so.",
    ),
    (
        "A tablet or telephone",
        "Tap ⇧ once. On a keyboard that is attached, press Caps Lock.",
    ),
];

/// The article.
#[component]
pub(crate) fn KeyboardHelpPage() -> impl IntoView {
    let row = |(system, how): &(&'static str, &'static str)| {
        view! {
            <dt>{*system}</dt>
            <dd>{*how}</dd>
        }
    };
    view! {
        <NarrowPage heading="Keyboard: Caps Lock, Num Lock and More">
            <h2>"Caps Lock"</h2>
            <p>"While it is on, small letters become capitals and, with Shift, capitals become small."</p>
            <dl class="details">{CAPS_LOCK.iter().map(row).collect_view()}</dl>
            <h2>"Num Lock"</h2>
            <p>
                "While it is off, the number pad moves the cursor instead of typing digits: press \
                Num Lock, or type the digits above the letters. On a Mac the number pad always \
                types digits."
            </p>
            <p>
                "On some small keyboards it is the other way round: while Num Lock is on, the keys \
                U, I, O, J, K, L and M type digits. Press Num Lock, often together with Fn, to turn \
                it off."
            </p>
            <h2>"Another language"</h2>
            <p>
                "If what you see is not what stands on the keys, the keyboard is set to another \
                language. Windows: the Windows key and Space. Mac: Control and Space, or the 🌐 key. \
                ChromeOS: Control and Space. Linux: most often Super and Space."
            </p>
            <h2>"Full-width characters and input methods"</h2>
            <p>
                "An input method for Japanese, Chinese or Korean may type ａｂｃ for abc. Switch it off \
                before you type a password. Windows: 半角/全角, or Alt and `. Mac: 英数, or Control and \
                Space."
            </p>
            <p>
                <a href=routes::TROUBLE>"Having Trouble Logging In?"</a>
            </p>
            <p><a href=routes::LOGIN>"Back to the login screen"</a></p>
        </NarrowPage>
    }
}
