//! A new password for a user: made here, thought of, or chosen by themselves.

use leptos::prelude::*;
use model::user::Role;

use crate::context::{page_facts, services, visitor};
use crate::pages::admin::user::api::{Done, UserAction};
use crate::request;
use crate::routes::{self, UserPart, user_page};
use crate::ui::copy::copy_button;
use crate::ui::notice::GoodNotice;
use crate::ui::password_page::{Fixed, password_page};
use crate::ui::still::still;

/// **Change Password** of somebody else.
pub(crate) fn user_password_page() -> AnyView {
    let fixed = Fixed {
        heading: "Change Password",
        wide: true,
        above: still(above),
        before: still(before),
        label: "New Password",
        name: "password",
        autocomplete: "new-password",
        after: still(what_follows),
        submit: "Save",
        below: still(below),
    };
    password_page(fixed)
}

fn id() -> i64 {
    routes::user_of(&request::path()).map_or(0, |(id, _)| id)
}

/// Whose it is, and the password that is made here.
fn above() -> impl IntoView {
    let facts = page_facts();
    let name = facts.user.as_ref().map(|user| user.login_name.clone());
    let proof = visitor().ok().and_then(|visitor| visitor.admin());
    let generated = proof.zip(services().ok()).map(|(proof, services)| {
        let role = facts.user.as_ref().map_or(Role::User, |user| user.role);
        let generated = services
            .accounts
            .generate_password(proof, &facts.settings, role);
        generated.to_string()
    });
    let done = Done::of_query(&request::query());
    view! {
        {done.map(|done| view! { <GoodNotice message=done.sentence()/> })}
        <dl class="details">
            <dt>"Login Name"</dt>
            <dd><bdi>{name}</bdi></dd>
        </dl>
        <section>
            <h2>"Generate automatically"</h2>
            <p>
                "Read it out, or copy it: once this page is left, nobody sees it again. It is not \
                in force before you save it."
            </p>
            <p class="code" id="generated">{generated.clone()}</p>
            <form method="post" action=user_page(id(), UserPart::Password)>
                <input type="hidden" name="id" value=id()/>
                <input type="hidden" name="password" value=generated/>
                {what_follows()}
                <div class="actions">
                    <button type="submit" class="primary">"Save this password"</button>
                    {copy_button("generated", "Copy")}
                </div>
            </form>
        </section>
        <h2>"Enter manually"</h2>
    }
}

/// For password managers, which would save the password under one's own name otherwise.
fn before() -> impl IntoView {
    let name = page_facts().user.map(|user| user.login_name);
    view! {
        <input type="hidden" name="id" value=id()/>
        <input type="text" autocomplete="username" value=name hidden readonly/>
    }
}

/// What it is good for.
fn what_follows() -> impl IntoView {
    let text = match page_facts().settings.forces_change() {
        true => "At the next login they must choose another one. That is a setting.",
        false => "They may keep it: nobody is asked to choose another one. That is a setting.",
    };
    let kinds = page_facts().policy.composition.asked_for();
    view! { <p class="hint">{kinds} " " {text}</p> }
}

fn below() -> impl IntoView {
    let has_address = page_facts().user.is_some_and(|user| user.email.is_some());
    let id = id();
    let link = has_address.then(|| {
        view! {
            <section>
                <h2>"Send a link to set a password"</h2>
                <p>
                    "Best, if they can read their mails: nobody but them knows the password then. \
                    The link works once, within 24 hours."
                </p>
                <form method="post" action=user_page(id, UserPart::Action)>
                    <input type="hidden" name="id" value=id/>
                    <button
                        type="submit"
                        class="quiet"
                        name="action"
                        value=UserAction::SendLink.as_str()
                    >
                        {UserAction::SendLink.label()}
                    </button>
                </form>
            </section>
        }
    });
    view! {
        {link}
        <p><a href=user_page(id, UserPart::Edit)>"Back to the user"</a></p>
    }
}
