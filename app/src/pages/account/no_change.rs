//! Where users do not change their passwords by themselves.

use leptos::prelude::*;

use crate::context::{locale, portal};
use crate::routes;
use crate::ui::contact::contact_details;
use crate::ui::frame::WidePage;
use crate::words::t;

/// Whom to ask.
pub(super) fn view() -> impl IntoView {
    let t = t();
    view! {
        <WidePage heading=t.change_password_title()>
            <p>{t.account_no_change()}</p>
            {contact_details(&portal().settings.contact(locale()))}
            <p><a href=routes::ACCOUNT>{t.account_back()}</a></p>
        </WidePage>
    }
}
