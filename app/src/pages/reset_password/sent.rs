//! The mail is on its way, if it is to come at all.

use leptos::prelude::*;

use crate::context::{forget_requested_email, locale, portal, requested_email};
use crate::routes;
use crate::ui::contact::contact_details;
use crate::ui::frame::NarrowPage;
use crate::words::t;

/// The same for every address, known or not. What was typed is shown, so that a slip is seen
/// before somebody waits for a mail that cannot come.
pub(super) fn view() -> impl IntoView {
    let t = t();
    let settings = portal().settings;
    let lifetime = settings.reset_link_lifetime();
    let contact = contact_details(&settings.contact(locale()));
    // Once: whoever comes next to this browser is not told where somebody has a mailbox.
    forget_requested_email();
    let address = requested_email().map(|email| {
        view! { <p class="echo">{email.to_string()}</p> }
    });
    view! {
        <NarrowPage heading=t.reset_sent_title()>
            <p>{t.reset_sent()}</p>
            {address}
            <p>{t.reset_sent_open(t.wait(lifetime))}</p>
            <h2>{t.reset_sent_none()}</h2>
            <ul>
                <li>{t.reset_sent_check()}</li>
                <li>{t.reset_sent_junk()}</li>
                <li>{t.reset_sent_other()}</li>
            </ul>
            {contact}
            <p><a href=routes::RESET_PASSWORD>{t.reset_sent_again()}</a></p>
            <p><a href=routes::LOGIN>{t.trouble_back_to_login()}</a></p>
        </NarrowPage>
    }
}
