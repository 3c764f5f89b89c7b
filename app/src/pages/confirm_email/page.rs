//! A new e-mail address, after the link to it was opened. Opening it changes nothing, as programs open
//! links too; the button does.

use accounts::account::{ConfirmEmailError, NewEmail};
use axum::http::StatusCode;
use leptos::prelude::*;
use model::link::LinkError;

use crate::context::{caller, fault, services, set_status};
use crate::error::AppError;
use crate::error_words::link;
use crate::form::FormState;
use crate::page::{Shown, shown};
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::NarrowPage;
use crate::words::t;

/// Which address, and whose it becomes.
pub(super) async fn load() -> Result<Shown, AppError> {
    let token = caller()?.link;
    let link = match token {
        Some(token) => {
            services()?
                .accounts
                .own_account
                .open_email_link(&token)
                .await
        }
        None => Err(LinkError::Incomplete.into()),
    };
    match link {
        Ok(new) => shown(|| view(new)),
        Err(ConfirmEmailError::Link(error)) => shown(move || bad(error)),
        Err(ConfirmEmailError::Store(error)) => Err(fault(&error)),
    }
}

fn view(new: NewEmail) -> impl IntoView {
    let (t, state) = (t(), FormState::from_request());
    view! {
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
