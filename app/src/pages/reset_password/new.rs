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
use crate::words::t;

/// The form. It is shown for a link that is good only.
#[component]
pub(crate) fn NewPasswordPage() -> impl IntoView {
    let t = t();
    let action = ServerAction::<SavePassword>::new();
    let state = FormState::of(action);
    let (login_name, link) = of_link();
    view! {
        <NarrowPage heading=t.choose_title()>
            <p inner_html=still(why)></p>
            <ErrorSummary error=state.error/>
            <Form action page=routes::NEW_PASSWORD>
                <input type="hidden" name="link" value=link/>
                <OwnName login_name/>
                <PasswordField
                    label=t.common_new_password()
                    name="password"
                    autocomplete="new-password"
                    error=state.of_field("password")
                />
                <Submit action label=t.common_save()/>
            </Form>
        </NarrowPage>
    }
}

fn why() -> impl IntoView {
    #[cfg(feature = "ssr")]
    return {
        let (t, facts) = (t(), crate::context::page_facts());
        let why = match facts.link {
            Ok(link) if link.must_change => t.reset_must_change(),
            _ => t.reset_logged_out(),
        };
        let kinds = crate::words::composition(t, facts.policy.composition);
        texts::sentences([why].into_iter().chain(kinds))
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
