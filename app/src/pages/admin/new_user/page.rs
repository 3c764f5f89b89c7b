//! Adding a user.

use leptos::prelude::*;
use model::user::{Language, Role};

use crate::form::{FormState, guard};
use crate::islands::TextField;
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::select_field::SelectField;
use crate::words::{self, t};

/// **Add User**
pub(super) fn view() -> impl IntoView {
    let (t, state) = (t(), FormState::from_request());
    let set_password = state.typed("then") == "set-password";
    view! {
        <WidePage heading=t.new_user_title()>
            <ErrorSummary error=state.error()/>
            <form method="post" action=routes::ADMIN_NEW_USER class="column" data-guard=guard(state) novalidate>
                <TextField
                    label=t.common_login_name()
                    name="login_name"
                    autocomplete="off"
                    value=state.typed("login_name")
                    error=state.for_field("login_name")
                />
                <TextField
                    label=t.common_name()
                    name="display_name"
                    autocomplete="off"
                    hint=t.new_user_name_hint()
                    value=state.typed("display_name")
                    optional=true
                    error=state.for_field("display_name")
                />
                <TextField
                    label=t.common_email()
                    name="email"
                    autocomplete="off"
                    inputmode="email"
                    hint=t.new_user_email_hint()
                    value=state.typed("email")
                    optional=true
                    error=state.for_field("email")
                />
                <SelectField
                    label=t.common_language()
                    name="language"
                    choices=Language::ALL.map(|it| (it.as_str(), words::language(t, it))).to_vec()
                    chosen=state.typed_or("language", Language::Auto.as_str())
                />
                <SelectField
                    label=t.common_role()
                    name="role"
                    choices=[Role::User, Role::Administrator].map(|it| (it.as_str(), words::role(t, it))).to_vec()
                    chosen=state.typed_or("role", Role::User.as_str())
                />
                <fieldset>
                    <legend>{t.common_password()}</legend>
                    <div class="choice">
                        <input
                            type="radio"
                            id="inform"
                            name="then"
                            value="inform"
                            checked=!set_password
                        />
                        <label for="inform">
                            {t.new_user_inform()}
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
                        <label for="set-password">{t.new_user_set_password()}</label>
                    </div>
                </fieldset>
                <button type="submit" class="primary">{t.new_user_title()}</button>
            </form>
            <p><a href=routes::ADMIN_USERS>{t.new_user_back()}</a></p>
        </WidePage>
    }
}
