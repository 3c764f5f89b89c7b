//! What to do when logging in fails.

use leptos::prelude::*;

use crate::routes;
use crate::ui::frame::NarrowPage;

/// The points to check, in the order in which they are most often the cause.
#[component]
pub(crate) fn TroublePage() -> impl IntoView {
    view! {
        <NarrowPage heading="Having Trouble Logging In?">
            <ol class="steps">
                <li>
                    <h2>"Spaces"</h2>
                    <p>
                        "A space before or after the login name or the password is part of it. \
                        The login screen tells you of one, and removes it if you wish."
                    </p>
                </li>
                <li>
                    <h2>"Caps Lock and Num Lock"</h2>
                    <p>
                        "With Caps Lock on, small letters become capitals. With Num Lock off, the \
                        number pad moves the cursor; on a small keyboard with Num Lock on, some \
                        letters become digits."
                    </p>
                </li>
                <li>
                    <h2>"The password itself"</h2>
                    <p>"Choose Show password on the login screen and read what you typed."</p>
                </li>
                <li>
                    <h2>"A locked account"</h2>
                    <p>
                        "After too many wrong tries a login name is locked for some minutes. The \
                        login screen says so, and for how long. "
                        <a href=routes::HELP_LOCKED>"Why login names get locked"</a>
                    </p>
                </li>
                <li>
                    <h2>"Another browser"</h2>
                    <p>"Try another browser, or a private window, on the same computer."</p>
                </li>
                <li>
                    <h2>"Still no luck"</h2>
                    <p>
                        "If your account has an e-mail address that you can read, choose a new \
                        password, which unlocks the account too. "
                        <a href=routes::RESET_PASSWORD>"Reset your password by mail"</a>
                    </p>
                    <p>
                        "Else ask your administrator, who can check your login name and give you a \
                        new password. Nobody can look up the one that you have."
                    </p>
                </li>
            </ol>
            <p><a href=routes::LOGIN>"Back to the login screen"</a></p>
        </NarrowPage>
    }
}
