//! Why login names get locked, and what to do.

use leptos::prelude::*;
use model::lockout::{LONGEST_GROWN, LockDuration, LockoutRules, STOP};

use crate::error::in_words;
use crate::routes;
use crate::ui::frame::NarrowPage;

/// The article. Its numbers are those of the rules.
#[component]
pub(crate) fn LockedHelpPage() -> impl IntoView {
    let rules = LockoutRules::default();
    let length = match rules.duration() {
        LockDuration::For(first) if rules.grows() => format!(
            "for {}, and each further time twice as long, up to {}",
            in_words(first),
            in_words(LONGEST_GROWN.max(first)),
        ),
        LockDuration::For(first) => format!("for {}", in_words(first)),
        LockDuration::UntilUnlocked => "until an administrator unlocks it".to_owned(),
    };
    view! {
        <NarrowPage heading="Why Login Names Get Locked">
            <p>
                "So that nobody can guess a password by trying many, a login name is locked after "
                {rules.limit()} " wrong tries " {length} "."
            </p>
            <h2>"What to do"</h2>
            <ul>
                <li>
                    "Wait until the login screen says that you can try again. Trying earlier is \
                    not counted and does not make it longer."
                </li>
                <li>
                    "Use the time to find out why the tries failed: "
                    <a href=routes::TROUBLE>"Having Trouble Logging In?"</a>
                </li>
                <li>
                    "Try the browser that you always use: one that you have logged in from before \
                    may still let you in."
                </li>
                <li>
                    "Choose a new password by mail, where that is allowed: it unlocks the login \
                    name. "
                    <a href=routes::RESET_PASSWORD>"Reset your password"</a>
                </li>
                <li>
                    "If it cannot wait, call your administrator, who can unlock the login name at \
                    once. Your password stays as it is."
                </li>
            </ul>
            <h2>"If it was not you"</h2>
            <p>
                "Then somebody else tried your login name. While it is locked no password is looked \
                at, not even the right one. Your account is safe as long as nobody knows your \
                password; tell your administrator if it happens again."
            </p>
            <h2>"What else is good to know"</h2>
            <ul>
                <li>
                    "Login names are locked whether anybody has them or not. A locked name does not \
                    mean that there is such an account: check it for mistakes."
                </li>
                <li>"Your login name and your e-mail address count as one."</li>
                <li>"Logging in, or a quiet day, sets the count back."</li>
                <li>
                    "After " {STOP} " wrong tries without a right one in between, a login name stays \
                    locked until its owner chooses a new password or an administrator unlocks it."
                </li>
                <li>
                    "After very many wrong tries from one network, logging in from there has to \
                    wait too, except from browsers that have logged in before."
                </li>
            </ul>
            <h2>"For administrators"</h2>
            <p>
                "On the server: " <code>"latchkey user unlock --login-name NAME"</code>
                ". It works for the last administrator too."
            </p>
            <p><a href=routes::LOGIN>"Back to the login screen"</a></p>
        </NarrowPage>
    }
}
