//! A new e-mail address, after the link to it was opened. Opening it changes nothing, as programs open
//! links too; the button does.

use axum::http::StatusCode;
use leptos::prelude::*;
use model::link::LinkError;

use crate::context::{page_facts, set_status};
use crate::form::FormState;
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::NarrowPage;

/// Which address, and whose it becomes.
#[component]
pub(crate) fn ConfirmEmailPage() -> impl IntoView {
    let state = FormState::of_request();
    match page_facts().new_email {
        Err(error) => bad(error).into_any(),
        Ok(new) => view! {
            <NarrowPage heading="Confirm Your E-mail Address">
                <ErrorSummary error=state.error/>
                <dl class="details">
                    <dt>"E-mail Address"</dt>
                    <dd><bdi>{new.email}</bdi></dd>
                    <dt>"Login Name"</dt>
                    <dd><bdi>{new.login_name}</bdi></dd>
                </dl>
                <p>"From now on mails for this account come to this address."</p>
                <form method="post" action=routes::CONFIRM_EMAIL>
                    <input type="hidden" name="link" value=new.id/>
                    <button type="submit" class="primary">"Confirm"</button>
                </form>
            </NarrowPage>
        }
        .into_any(),
    }
}

fn bad(error: LinkError) -> impl IntoView {
    set_status(StatusCode::GONE);
    view! {
        <NarrowPage heading="This Link Does Not Work">
            <p>{error.to_string()}</p>
            <p><a href=routes::ACCOUNT>"Enter the address again in your account"</a></p>
        </NarrowPage>
    }
}
