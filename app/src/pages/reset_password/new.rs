//! Choosing a new password with a link that was opened.

use accounts::recovery::{OpenedLink, SavePasswordError};
use leptos::prelude::*;
use model::link::LinkError;

use super::bad_link;
use crate::context::{caller, fault, portal, services};
use crate::error::AppError;
use crate::form::FormState;
use crate::islands::PasswordField;
use crate::page::{Shown, shown};
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::NarrowPage;
use crate::ui::own_name::OwnName;
use crate::words::{composition, t};

/// What the link is good for that was opened in this browser.
pub(super) async fn load() -> Result<Shown, AppError> {
    let token = caller()?.link;
    let link = match token {
        Some(token) => services()?.accounts.recovery.open_link(&token).await,
        None => Err(LinkError::Incomplete.into()),
    };
    match link {
        Ok(link) => shown(|| view(link)),
        Err(SavePasswordError::Link(error)) => shown(move || bad_link::view(error)),
        // Opening one neither looks at a password nor hashes it.
        Err(error) => Err(fault(&error)),
    }
}

fn view(link: OpenedLink) -> impl IntoView {
    let (t, state) = (t(), FormState::from_request());
    let why = match link.must_change {
        true => t.reset_must_change(),
        false => t.reset_logged_out(),
    };
    let policy = portal().settings.password_policy(link.role);
    let kinds = composition(t, policy.composition);
    view! {
        <NarrowPage heading=t.choose_title()>
            <p>{texts::sentences([why].into_iter().chain(kinds))}</p>
            <ErrorSummary error=state.error()/>
            <form method="post" action=routes::NEW_PASSWORD novalidate>
                <input type="hidden" name="link" value=link.id/>
                <OwnName login_name=link.login_name/>
                <PasswordField
                    label=t.common_new_password()
                    name="password"
                    autocomplete="new-password"
                    least=policy.min_length
                    error=state.for_field("password")
                />
                <button type="submit" class="primary">{t.common_save()}</button>
            </form>
        </NarrowPage>
    }
}
