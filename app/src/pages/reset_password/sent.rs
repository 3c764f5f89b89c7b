//! The mail is on its way, if it is to come at all.

use leptos::prelude::*;

use crate::context::{asked_address, page_facts};
use crate::error::in_words;
use crate::routes;
use crate::ui::frame::NarrowPage;

/// The same for every address, known or not. What was typed is shown, so that a slip is seen
/// before somebody waits for a mail that cannot come.
#[component]
pub(crate) fn ResetSentPage() -> impl IntoView {
    let lifetime = page_facts().settings.reset_link_lifetime();
    let address = asked_address().map(|email| {
        view! { <p class="echo">{email.to_string()}</p> }
    });
    view! {
        <NarrowPage heading="Look in Your Mailbox">
            <p>"If there is an account with this e-mail address, a mail is on its way to it:"</p>
            {address}
            <p>
                "Open the link in it within " {in_words(lifetime)} ", in the browser that you want to \
                log in with. It works once."
            </p>
            <h2>"No mail after five minutes?"</h2>
            <ul>
                <li>"Check the address above for mistakes."</li>
                <li>"Look in the folder for junk mail."</li>
                <li>
                    "Your account may have another address, or none, or be inactive. Try the other \
                    addresses that you have, or ask your administrator."
                </li>
            </ul>
            <p><a href=routes::RESET_PASSWORD>"Enter the address again"</a></p>
            <p><a href=routes::LOGIN>"Back to the login screen"</a></p>
        </NarrowPage>
    }
}
