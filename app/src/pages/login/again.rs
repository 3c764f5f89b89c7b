//! After a session had ended while somebody worked: what they had sent is still there, and is sent once more.

use leptos::prelude::*;

use super::api::Again;
use crate::ui::frame::NarrowPage;
use crate::words::t;

/// **You Are Logged In Again**
pub(super) fn view(again: Again) -> impl IntoView {
    let t = t();
    let field = |(name, value)| view! { <input type="hidden" name=name value=value/> };
    view! {
        <NarrowPage heading=t.login_again_title()>
            <p>{t.login_again_kept()}</p>
            <form method="post" action=again.path.clone()>
                {again.fields.into_iter().map(field).collect_view()}
                <button type="submit" class="primary">{t.confirm_go_on()}</button>
            </form>
            <p><a href=again.path>{t.login_again_leave()}</a></p>
        </NarrowPage>
    }
}
