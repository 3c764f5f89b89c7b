//! Adding a user.

use leptos::prelude::*;
use model::user::{Language, Role};

use crate::form::FormState;
use crate::pages::admin::user::page::role;
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::language::language_in_words;
use crate::ui::plain_field::PlainField;
use crate::ui::select_field::SelectField;

/// **Add User**
#[component]
pub(crate) fn NewUserPage() -> impl IntoView {
    let state = FormState::of_request();
    let set_password = state.typed("then") == "set-password";
    view! {
        <WidePage heading="Add User">
            <ErrorSummary error=state.error/>
            <form method="post" action=routes::ADMIN_NEW_USER class="column" novalidate>
                <PlainField
                    label="Login Name"
                    name="login_name"
                    autocomplete="off"
                    value=state.typed("login_name")
                    error=state.of_field("login_name")
                />
                <PlainField
                    label="Name"
                    name="display_name"
                    autocomplete="off"
                    hint="As people call them. Left empty, it is the login name."
                    value=state.typed("display_name")
                    optional=true
                    error=state.of_field("display_name")
                />
                <PlainField
                    label="E-mail Address"
                    name="email"
                    autocomplete="off"
                    inputmode="email"
                    hint="Needed to inform the user, and to reset the password by mail."
                    value=state.typed("email")
                    optional=true
                    error=state.of_field("email")
                />
                <SelectField
                    label="Language"
                    name="language"
                    choices=Language::ALL.map(|it| (it.as_str(), language_in_words(it))).to_vec()
                    chosen=state.typed_or("language", Language::Auto.as_str())
                />
                <SelectField
                    label="Role"
                    name="role"
                    choices=[Role::User, Role::Administrator].map(|it| (it.as_str(), role(it))).to_vec()
                    chosen=state.typed_or("role", Role::User.as_str())
                />
                <fieldset>
                    <legend>"Password"</legend>
                    <div class="choice">
                        <input
                            type="radio"
                            id="inform"
                            name="then"
                            value="inform"
                            checked=!set_password
                        />
                        <label for="inform">
                            "Inform the User: a mail with the login name and a link to choose a password"
                        </label>
                    </div>
                    <div class="choice">
                        <input
                            type="radio"
                            id="set-password"
                            name="then"
                            value="set-password"
                            checked=set_password
                        />
                        <label for="set-password">"Set one on the next page"</label>
                    </div>
                </fieldset>
                <button type="submit" class="primary">"Add User"</button>
            </form>
            <p><a href=routes::ADMIN_USERS>"Back to the list of users"</a></p>
        </WidePage>
    }
}
