//! The form for what people enter of a user.

use accounts::users::UserInfo;
use leptos::prelude::*;
use model::user::{Language, Role, Status};

use super::page::{role, status};
use crate::error::AppError;
use crate::form::FormState;
use crate::routes::{UserPart, user_page};
use crate::ui::language::language_in_words;
use crate::ui::plain_field::PlainField;
use crate::ui::select_field::SelectField;

/// The fields of the form: their names, their labels and what is there now.
fn fields(user: &UserInfo) -> [(&'static str, &'static str, &str); 6] {
    [
        ("login_name", "Login Name", &user.login_name),
        ("display_name", "Name", &user.display_name),
        (
            "email",
            "E-mail Address",
            user.email.as_deref().unwrap_or_default(),
        ),
        ("language", "Language", user.language.as_str()),
        ("role", "Role", user.role.as_str()),
        ("status", "Status", user.status.as_str()),
    ]
}

/// What a field was when the form was made, by the name of a hidden field that tells it.
fn was(field: &str) -> String {
    format!("was_{field}")
}

/// The form, with what was typed if it came back. Where somebody else was faster, what this person left
/// alone is what the other made of it.
pub(super) fn edit(user: &UserInfo, state: FormState) -> impl IntoView + use<> {
    let meanwhile = state.error.get_untracked() == Some(AppError::ChangedMeanwhile);
    // Whoever compared what is there with what they entered saves over it. After any other error
    // what the form was made for still counts.
    let before = |name: &str, there: &str| match meanwhile {
        true => there.to_owned(),
        false => state.typed_or(name, there),
    };
    let value = |wanted: &str| {
        let all = fields(user);
        let there = all.iter().find(|(field, ..)| *field == wanted);
        let there = there.map_or("", |(.., there)| there);
        let typed = state.typed_or(wanted, there);
        let left_alone = meanwhile && typed == state.typed(&was(wanted));
        if left_alone { there.to_owned() } else { typed }
    };
    let hidden = |(field, _, there): (&str, &str, &str)| {
        let name = was(field);
        let value = before(&name, there);
        view! { <input type="hidden" name=name value=value/> }
    };
    let version = before("version", &user.version.to_string());
    view! {
        {meanwhile.then(|| differences(user, state))}
        <form
            method="post"
            action=user_page(user.id, UserPart::Edit)
            class="column"
            novalidate
        >
            <input type="hidden" name="id" value=user.id/>
            <input type="hidden" name="version" value=version/>
            {fields(user).map(hidden).collect_view()}
            <PlainField
                label="Login Name"
                name="login_name"
                autocomplete="off"
                value=value("login_name")
                error=state.of_field("login_name")
            />
            <PlainField
                label="Name"
                name="display_name"
                autocomplete="off"
                value=value("display_name")
                optional=true
                error=state.of_field("display_name")
            />
            <PlainField
                label="E-mail Address"
                name="email"
                autocomplete="off"
                inputmode="email"
                value=value("email")
                optional=true
                error=state.of_field("email")
            />
            <SelectField
                label="Language"
                name="language"
                choices=Language::ALL.map(|it| (it.as_str(), language_in_words(it))).to_vec()
                chosen=value("language")
            />
            <SelectField
                label="Role"
                name="role"
                choices=[Role::User, Role::Administrator].map(|it| (it.as_str(), role(it))).to_vec()
                chosen=value("role")
            />
            <SelectField
                label="Status"
                name="status"
                choices=[Status::Active, Status::Inactive].map(|it| (it.as_str(), status(it))).to_vec()
                chosen=value("status")
            />
            <button type="submit" class="primary">"Save"</button>
        </form>
    }
}

/// What somebody else changed, and what this person entered.
fn differences(user: &UserInfo, state: FormState) -> impl IntoView + use<> {
    let lines = fields(user)
        .into_iter()
        .filter_map(|(field, label, there)| {
            let (before, typed) = (state.typed(&was(field)), state.typed(field));
            let entered = match typed == before {
                true => "nothing else".to_owned(),
                false => said(field, &typed),
            };
            let differs = there != before || typed != before;
            (differs && there != typed).then(|| {
                view! {
                    <tr>
                        <th scope="row">{label}</th>
                        <td><bdi>{said(field, there)}</bdi></td>
                        <td><bdi>{entered}</bdi></td>
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
        "language" => value.parse().ok().map(language_in_words),
        "role" => value.parse().ok().map(role),
        "status" => value.parse().ok().map(status),
        _ => None,
    };
    word.unwrap_or(value).to_owned()
}
