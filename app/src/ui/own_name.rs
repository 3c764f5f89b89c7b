//! Whose password it is: for password managers, which save the two together, and for whoever had
//! forgotten it.

use leptos::prelude::*;

use crate::words::t;

/// The login name, which cannot be changed here. What the server wrote into an attribute, the browser
/// leaves as it is, so only the server needs to know the name.
#[component]
pub(crate) fn OwnName(
    /// The login name.
    login_name: String,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for="login_name">{t().common_login_name()}</label>
            <input id="login_name" value=login_name autocomplete="username" readonly/>
        </div>
    }
}
