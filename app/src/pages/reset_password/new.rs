//! Choosing a new password with a link that was opened.

use leptos::prelude::*;
use model::link::LinkError;
use model::password::PasswordPolicy;
use serde::{Deserialize, Serialize};

use super::api::SavePassword;
use crate::form::{Form, FormState, Submit};
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::NarrowPage;
use crate::ui::password_field::PasswordField;

/// What the page knows of a link that is good.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Link {
    login_name: String,
    id: String,
    must_change: bool,
}

/// The form, or why the link is good for nothing.
#[component]
pub(crate) fn NewPasswordPage() -> impl IntoView {
    let link = SharedValue::new(|| {
        #[cfg(feature = "ssr")]
        let link = crate::context::link_state().map(|link| Link {
            login_name: link.login_name,
            id: link.id,
            must_change: link.must_change,
        });
        #[cfg(not(feature = "ssr"))]
        let link = Err(LinkError::Incomplete);
        link
    });
    match link.into_inner() {
        Ok(link) => form(link).into_any(),
        Err(error) => no_link(error).into_any(),
    }
}

fn form(link: Link) -> impl IntoView {
    let action = ServerAction::<SavePassword>::new();
    let state = FormState::of(action);
    let why = if link.must_change {
        "Before you go on, choose a password that only you know."
    } else {
        "You will be logged out everywhere, and log in with the new password."
    };
    view! {
        <NarrowPage heading="Choose a New Password">
            <p>{why}</p>
            <ErrorSummary error=state.error/>
            <Form action page=routes::NEW_PASSWORD>
                <input type="hidden" name="link" value=link.id/>
                <div class="field">
                    <label for="login_name">"Login Name"</label>
                    // For password managers, and for whoever had forgotten it.
                    <input
                        id="login_name"
                        value=link.login_name
                        autocomplete="username"
                        readonly
                    />
                </div>
                <PasswordField
                    label="New Password"
                    name="password"
                    autocomplete="new-password"
                    least=PasswordPolicy::default().min_length
                    error=state.of_field("password")
                />
                <Submit action label="Save"/>
            </Form>
        </NarrowPage>
    }
}

fn no_link(error: LinkError) -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::context::set_status(axum::http::StatusCode::GONE);
    view! {
        <NarrowPage heading="This Link Does Not Work">
            <p>{error.to_string()}</p>
            <p><a href=routes::RESET_PASSWORD>"Ask for a new link"</a></p>
            <p><a href=routes::LOGIN>"Back to the login screen"</a></p>
        </NarrowPage>
    }
}
