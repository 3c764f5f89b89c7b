//! Where users do not change their passwords by themselves.

use leptos::prelude::*;

use crate::context::{locale, page_facts};
use crate::routes;
use crate::ui::contact::contact_details;
use crate::ui::frame::WidePage;

/// Whom to ask.
#[component]
pub(crate) fn NoChangePage() -> impl IntoView {
    view! {
        <WidePage heading="Change Password">
            <p>"Passwords are not changed by users here. Ask your administrator, who can change yours."</p>
            {contact_details(&page_facts().settings.contact(locale()))}
            <p><a href=routes::ACCOUNT>"Back to your account"</a></p>
        </WidePage>
    }
}
