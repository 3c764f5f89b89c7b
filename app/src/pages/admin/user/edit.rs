//! The form for what people enter of a user.

use accounts::users::{UserDetails, UserInfo};
use leptos::prelude::*;
use model::user::{Language, Role, Status};
use texts::Texts;

use crate::error::AppError;
use crate::form::{FormState, guard};
use crate::islands::TextField;
use crate::routes::{UserPart, user_page};
use crate::ui::select_field::SelectField;
use crate::words::{self, t};

/// The fields of the form: their names, their labels and what is there now.
fn fields(t: Texts, user: &UserInfo) -> [(&'static str, &'static str, &str); 6] {
    [
        ("login_name", t.common_login_name(), &user.login_name),
        ("display_name", t.common_name(), &user.display_name),
        (
            "email",
            t.common_email(),
            user.email.as_deref().unwrap_or_default(),
        ),
        ("language", t.common_language(), user.language.as_str()),
        ("role", t.common_role(), user.role.as_str()),
        ("status", t.common_status(), user.status.as_str()),
    ]
}

/// What a field was when the form was made, by the name of a hidden field that tells it.
fn was(field: &str) -> String {
    format!("was_{field}")
}

/// The form, with what was typed if it came back. Where somebody else was faster, what this person left
/// alone is what the other made of it.
pub(super) fn edit(details: &UserDetails, state: FormState) -> impl IntoView + use<> {
    let (t, user) = (t(), &details.user);
    let email_hint = match (&user.email, details.shares_address) {
        (None, _) => t.user_no_address(),
        (Some(_), true) => t.user_shared_address(),
        (Some(_), false) => t.new_user_email_hint(),
    };
    let meanwhile = state.error() == Some(AppError::VersionConflict);
    // Whoever compared what is there with what they entered saves over it. After any other error
    // what the form was made for still counts.
    let before = |name: &str, there: &str| match meanwhile {
        true => there.to_owned(),
        false => state.typed_or(name, there),
    };
    let value = |wanted: &str| {
        let all = fields(t, user);
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
            data-guard=guard(state)
            novalidate
        >
            <input type="hidden" name="id" value=user.id/>
            <input type="hidden" name="version" value=version/>
            {fields(t, user).map(hidden).collect_view()}
            <TextField
                label=t.common_login_name()
                name="login_name"
                autocomplete="off"
                value=value("login_name")
                error=state.for_field("login_name")
            />
            <TextField
                label=t.common_name()
                name="display_name"
                autocomplete="off"
                value=value("display_name")
                optional=true
                error=state.for_field("display_name")
            />
            <TextField
                label=t.common_email()
                name="email"
                autocomplete="off"
                inputmode="email"
                value=value("email")
                hint=email_hint
                optional=true
                error=state.for_field("email")
            />
            <SelectField
                label=t.common_language()
                name="language"
                choices=Language::ALL.map(|it| (it.as_str(), words::language(t, it))).to_vec()
                chosen=value("language")
            />
            <SelectField
                label=t.common_role()
                name="role"
                choices=[Role::User, Role::Administrator].map(|it| (it.as_str(), words::role(t, it))).to_vec()
                chosen=value("role")
            />
            <SelectField
                label=t.common_status()
                name="status"
                choices=[Status::Active, Status::Inactive].map(|it| (it.as_str(), words::status(t, it))).to_vec()
                chosen=value("status")
            />
            <button type="submit" class="primary">{t.common_save()}</button>
        </form>
    }
}

/// What somebody else changed, and what this person entered.
fn differences(user: &UserInfo, state: FormState) -> impl IntoView + use<> {
    let t = t();
    let lines = fields(t, user)
        .into_iter()
        .filter_map(|(field, label, there)| {
            let (before, typed) = (state.typed(&was(field)), state.typed(field));
            let entered = match typed == before {
                true => t.user_nothing_else().to_owned(),
                false => said(t, field, &typed),
            };
            let differs = there != before || typed != before;
            (differs && there != typed).then(|| {
                view! {
                    <tr>
                        <th scope="row">{label}</th>
                        <td><bdi>{said(t, field, there)}</bdi></td>
                        <td><bdi>{entered}</bdi></td>
                    </tr>
                }
            })
        });
    let rows = lines.collect_view();
    crate::ui::table::table(
        t.user_differs(),
        &[t.user_field(), t.user_there_now(), t.user_entered()],
        rows,
    )
}

/// A value of a field, as administrators read it.
fn said(t: Texts, field: &str, value: &str) -> String {
    let word = match field {
        _ if value.is_empty() => Some(t.user_nothing()),
        "language" => value.parse().ok().map(|it| words::language(t, it)),
        "role" => value.parse().ok().map(|it| words::role(t, it)),
        "status" => value.parse().ok().map(|it| words::status(t, it)),
        _ => None,
    };
    word.unwrap_or(value).to_owned()
}
