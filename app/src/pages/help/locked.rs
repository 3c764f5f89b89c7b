//! Why login names get locked, and what to do.

use leptos::prelude::*;
use model::lockout::{LONGEST_GROWN, LockDuration, MAX_CONSECUTIVE_FAILURES};

use crate::context::{locale, portal};
use crate::routes;
use crate::ui::contact::contact_details;
use crate::ui::frame::NarrowPage;
use crate::words::t;

/// The article. Its numbers are those of the rules that are in force.
pub(super) fn view() -> impl IntoView {
    let (t, settings) = (t(), portal().settings);
    let rules = settings.lockout_rules();
    let limit = rules.limit();
    let why = match rules.duration() {
        LockDuration::For(first) if rules.grows() => {
            t.help_locked_growing(limit, t.wait(first), t.wait(LONGEST_GROWN.max(first)))
        }
        LockDuration::For(first) => t.help_locked_for(limit, t.wait(first)),
        LockDuration::UntilUnlocked => t.help_locked_until(limit),
    };
    let reset = settings.allows_reset().then(|| {
        view! {
            <li>
                {t.help_new_password()} " "
                <a href=routes::RESET_PASSWORD>{t.help_reset()}</a>
            </li>
        }
    });
    view! {
        <NarrowPage heading=t.help_locked()>
            <p>{why}</p>
            <h2>{t.help_what_to_do()}</h2>
            <ul>
                <li>{t.help_wait()}</li>
                <li>
                    {t.help_find_out()} " "
                    <a href=routes::TROUBLE>{t.common_trouble()}</a>
                </li>
                <li>{t.help_own_browser()}</li>
                {reset}
                <li>{t.help_call()}</li>
            </ul>
            {contact_details(&settings.contact(locale()))}
            <h2>{t.help_not_you_title()}</h2>
            <p>{t.help_not_you()}</p>
            <h2>{t.help_more()}</h2>
            <ul>
                <li>{t.help_anybody()}</li>
                <li>{t.help_as_one()}</li>
                <li>{t.help_set_back()}</li>
                <li>{t.help_stop(MAX_CONSECUTIVE_FAILURES)}</li>
                <li>{t.help_one_network()}</li>
            </ul>
            <h2>{t.help_administrators()}</h2>
            <p>
                {t.help_on_the_server()} " " <code>"latchkey user unlock --login-name NAME"</code>
            </p>
            <p><a href=routes::LOGIN>{t.trouble_back_to_login()}</a></p>
        </NarrowPage>
    }
}
