//! A new password for a user: made here, thought of, or chosen by themselves.

use leptos::prelude::*;
use model::user::Role;
use texts::sentences;

use crate::context::{page_facts, services, visitor};
use crate::pages::admin::user::api::{Done, UserAction};
use crate::request;
use crate::routes::{self, UserPart, user_page};
use crate::ui::copy::copy_button;
use crate::ui::notice::GoodNotice;
use crate::ui::password_page::{Fixed, password_page};
use crate::ui::still::still;
use crate::words::{self, t};

/// **Change Password** of somebody else.
pub(crate) fn user_password_page() -> AnyView {
    let t = t();
    let fixed = Fixed {
        heading: t.user_password_title(),
        wide: true,
        above: still(above),
        before: still(before),
        label: t.common_new_password(),
        name: "password",
        autocomplete: "new-password",
        after: still(what_follows),
        submit: t.common_save(),
        below: still(below),
    };
    password_page(fixed)
}

fn id() -> i64 {
    routes::user_of(&request::path()).map_or(0, |(id, _)| id)
}

/// Whose it is, and the password that is made here.
fn above() -> impl IntoView {
    let (t, facts) = (t(), page_facts());
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
        {done.map(|done| view! { <GoodNotice message=done.sentence(t)/> })}
        <dl class="details">
            <dt>{t.common_login_name()}</dt>
            <dd><bdi>{name}</bdi></dd>
        </dl>
        <section>
            <h2>{t.user_password_generate()}</h2>
            <p>{t.user_password_generated()}</p>
            <p class="code" id="generated">{generated.clone()}</p>
            <form method="post" action=user_page(id(), UserPart::Password)>
                <input type="hidden" name="id" value=id()/>
                <input type="hidden" name="password" value=generated/>
                {what_follows()}
                <div class="actions">
                    <button type="submit" class="primary">{t.user_password_save_this()}</button>
                    {copy_button("generated")}
                </div>
            </form>
        </section>
        <h2>{t.user_password_enter()}</h2>
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
    let t = t();
    let text = match page_facts().settings.forces_change() {
        true => t.user_password_must_change(),
        false => t.user_password_may_keep(),
    };
    let kinds = words::composition(t, page_facts().policy.composition);
    view! { <p class="hint">{sentences(kinds.into_iter().chain([text]))}</p> }
}

fn below() -> impl IntoView {
    let has_address = page_facts().user.is_some_and(|user| user.email.is_some());
    let (t, id) = (t(), id());
    let link = has_address.then(|| {
        view! {
            <section>
                <h2>{t.user_password_send_link()}</h2>
                <p>{t.user_password_send_link_why()}</p>
                <form method="post" action=user_page(id, UserPart::Action)>
                    <input type="hidden" name="id" value=id/>
                    <button
                        type="submit"
                        class="quiet"
                        name="action"
                        value=UserAction::SendLink.as_str()
                    >
                        {t.user_password_send_link()}
                    </button>
                </form>
            </section>
        }
    });
    view! {
        {link}
        <p><a href=user_page(id, UserPart::Edit)>{t.user_password_back()}</a></p>
    }
}
