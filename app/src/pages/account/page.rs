//! One's own account.

use leptos::prelude::*;

use super::api::{OwnAccount, my_account};
use crate::request::After;
use crate::routes;
use crate::ui::frame::WidePage;
use crate::ui::notice::{ErrorNotice, GoodNotice};

/// Whose account it is.
#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    let account = Resource::new(|| (), |()| my_account());
    view! {
        <WidePage heading="Your Account">
            {After::of_request().map(|after| view! { <GoodNotice message=after.account_sentence()/> })}
            <Suspense fallback=|| ()>
                {move || Suspend::new(async move {
                    match account.await {
                        Ok(account) => details(account).into_any(),
                        Err(error) => view! { <ErrorNotice message=error.to_string()/> }.into_any(),
                    }
                })}
            </Suspense>
            <p><a href=routes::CHANGE_PASSWORD>"Change Password"</a></p>
        </WidePage>
    }
}

fn details(account: OwnAccount) -> impl IntoView {
    view! {
        <dl class="details">
            <dt>"Login Name"</dt>
            <dd>{account.login_name}</dd>
            <dt>"Name"</dt>
            <dd>{account.display_name}</dd>
            <dt>"E-mail Address"</dt>
            <dd>{account.email.unwrap_or_else(|| "none".into())}</dd>
        </dl>
    }
}
