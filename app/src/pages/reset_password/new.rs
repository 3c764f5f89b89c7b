//! Choosing a new password with a link that was opened.

use leptos::prelude::*;

use super::api::SavePassword;
use crate::form::{Form, FormState, Submit};
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::NarrowPage;
use crate::ui::own_name::OwnName;
use crate::ui::password_field::PasswordField;
use crate::ui::still::still;

/// The form. It is shown for a link that is good only.
#[component]
pub(crate) fn NewPasswordPage() -> impl IntoView {
    let action = ServerAction::<SavePassword>::new();
    let state = FormState::of(action);
    let (login_name, link) = of_link();
    view! {
        <NarrowPage heading="Choose a New Password">
            <p inner_html=still(why)></p>
            <ErrorSummary error=state.error/>
            <Form action page=routes::NEW_PASSWORD>
                <input type="hidden" name="link" value=link/>
                <OwnName login_name/>
                <PasswordField
                    label="New Password"
                    name="password"
                    autocomplete="new-password"
                    error=state.of_field("password")
                />
                <Submit action label="Save"/>
            </Form>
        </NarrowPage>
    }
}

fn why() -> impl IntoView {
    #[cfg(feature = "ssr")]
    return {
        let facts = crate::context::page_facts();
        let why = match facts.link {
            Ok(link) if link.must_change => {
                "Before you go on, choose a password that only you know."
            }
            _ => "You will be logged out everywhere, and log in with the new password.",
        };
        format!(
            "{why} {}",
            facts.policy.composition.asked_for().unwrap_or_default()
        )
    };
}

/// The login name and the id of the link. What the server wrote into an attribute, the browser
/// leaves as it is.
fn of_link() -> (String, String) {
    #[cfg(feature = "ssr")]
    return crate::context::page_facts()
        .link
        .map(|link| (link.login_name, link.id))
        .unwrap_or_default();
    #[cfg(not(feature = "ssr"))]
    Default::default()
}
