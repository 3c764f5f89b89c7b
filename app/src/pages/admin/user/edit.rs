//! The form for what people enter of a user.

use accounts::users::UserInfo;
use leptos::prelude::*;
use model::user::{Language, Role, Status};

use super::page::{language, role, status};
use crate::error::AppError;
use crate::form::FormState;
use crate::routes::{UserPart, user_page};
use crate::ui::plain_field::PlainField;
use crate::ui::select_field::SelectField;

/// The form, with what was typed if it came back.
pub(super) fn edit(user: &UserInfo, state: FormState) -> impl IntoView + use<> {
    let error = state.error.get_untracked();
    let meanwhile = error == Some(AppError::ChangedMeanwhile);
    // Whoever compared what is there with what they entered saves over it. After any other error
    // what the form was made for still counts.
    let version = match meanwhile {
        true => user.version.to_string(),
        false => state.typed_or("version", &user.version.to_string()),
    };
    let (id, email) = (user.id, user.email.clone().unwrap_or_default());
    view! {
        {meanwhile.then(|| differences(user, state))}
        <form method="post" action=user_page(id, UserPart::Edit) class="column" novalidate>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=version/>
            <PlainField
                label="Login Name"
                name="login_name"
                autocomplete="off"
                value=state.typed_or("login_name", &user.login_name)
                error=state.of_field("login_name")
            />
            <PlainField
                label="Name"
                name="display_name"
                autocomplete="off"
                value=state.typed_or("display_name", &user.display_name)
                optional=true
                error=state.of_field("display_name")
            />
            <PlainField
                label="E-mail Address"
                name="email"
                autocomplete="off"
                inputmode="email"
                value=state.typed_or("email", &email)
                optional=true
                error=state.of_field("email")
            />
            <SelectField
                label="Language"
                name="language"
                choices=Language::ALL.map(|it| (it.as_str(), language(it))).to_vec()
                chosen=state.typed_or("language", user.language.as_str())
            />
            <SelectField
                label="Role"
                name="role"
                choices=[Role::User, Role::Administrator].map(|it| (it.as_str(), role(it))).to_vec()
                chosen=state.typed_or("role", user.role.as_str())
            />
            <SelectField
                label="Status"
                name="status"
                choices=[Status::Active, Status::Inactive].map(|it| (it.as_str(), status(it))).to_vec()
                chosen=state.typed_or("status", user.status.as_str())
            />
            <button type="submit" class="primary">"Save"</button>
        </form>
    }
}

/// What is there now where something else was entered.
fn differences(user: &UserInfo, state: FormState) -> impl IntoView + use<> {
    let now = [
        ("login_name", "Login Name", user.login_name.as_str()),
        ("display_name", "Name", &user.display_name),
        (
            "email",
            "E-mail Address",
            user.email.as_deref().unwrap_or_default(),
        ),
        ("language", "Language", user.language.as_str()),
        ("role", "Role", user.role.as_str()),
        ("status", "Status", user.status.as_str()),
    ];
    let lines = now.into_iter().filter_map(|(field, label, there)| {
        let typed = state.typed(field);
        (typed != there).then(|| {
            view! {
                <tr>
                    <th scope="row">{label}</th>
                    <td><bdi>{said(field, there)}</bdi></td>
                    <td><bdi>{said(field, &typed)}</bdi></td>
                </tr>
            }
        })
    });
    let rows = lines.collect_view();
    crate::ui::table::table(
        "What differs",
        &["Field", "There now", "What you entered"],
        rows,
    )
}

/// A value of a field, as administrators read it.
fn said(field: &str, value: &str) -> String {
    let word = match field {
        _ if value.is_empty() => Some("nothing"),
        "language" => value.parse().ok().map(language),
        "role" => value.parse().ok().map(role),
        "status" => value.parse().ok().map(status),
        _ => None,
    };
    word.unwrap_or(value).to_owned()
}
