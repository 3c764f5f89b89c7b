//! A new e-mail address, after the link to it was opened. Opening it changes nothing, as programs open
//! links too; the button does.

use axum::http::StatusCode;
use leptos::prelude::*;
use model::link::LinkError;

use crate::context::{page_facts, set_status};
use crate::error_words::link;
use crate::form::FormState;
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::NarrowPage;
use crate::words::t;

/// Which address, and whose it becomes.
#[component]
pub(crate) fn ConfirmEmailPage() -> impl IntoView {
    let (t, state) = (t(), FormState::of_request());
    match page_facts().new_email {
        Err(error) => bad(error).into_any(),
        Ok(new) => view! {
            <NarrowPage heading=t.confirm_email_title()>
                <ErrorSummary error=state.error()/>
                <dl class="details">
                    <dt>{t.common_email()}</dt>
                    <dd><bdi>{new.email}</bdi></dd>
                    <dt>{t.common_login_name()}</dt>
                    <dd><bdi>{new.login_name}</bdi></dd>
                </dl>
                <p>{t.confirm_email_from_now()}</p>
                <form method="post" action=routes::CONFIRM_EMAIL>
                    <input type="hidden" name="link" value=new.id/>
                    <button type="submit" class="primary">{t.confirm_email_confirm()}</button>
                </form>
            </NarrowPage>
        }
        .into_any(),
    }
}

fn bad(error: LinkError) -> impl IntoView {
    let t = t();
    set_status(StatusCode::GONE);
    view! {
        <NarrowPage heading=t.reset_bad_title()>
            <p>{link(t, error)}</p>
            <p><a href=routes::ACCOUNT>{t.confirm_email_again()}</a></p>
        </NarrowPage>
    }
}
