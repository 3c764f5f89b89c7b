//! One's own account.

use accounts::sessions::Visitor;
use leptos::prelude::*;

use crate::context::visitor;
use crate::request::After;
use crate::routes;
use crate::ui::frame::WidePage;
use crate::ui::notice::{ErrorNotice, GoodNotice};

/// Whose account it is.
#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    let account = match visitor() {
        Ok(visitor) => details(visitor).into_any(),
        Err(error) => view! { <ErrorNotice message=error.to_string()/> }.into_any(),
    };
    view! {
        <WidePage heading="Your Account">
            {After::of_request().map(|after| view! { <GoodNotice message=after.account_sentence()/> })}
            {account}
            <p><a href=routes::CHANGE_PASSWORD>"Change Password"</a></p>
        </WidePage>
    }
}

fn details(visitor: Visitor) -> impl IntoView {
    view! {
        <dl class="details">
            <dt>"Login Name"</dt>
            <dd>{visitor.login_name}</dd>
            <dt>"Name"</dt>
            <dd>{visitor.display_name}</dd>
            <dt>"E-mail Address"</dt>
            <dd>{visitor.email.unwrap_or_else(|| "none".into())}</dd>
        </dl>
    }
}
