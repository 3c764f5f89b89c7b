//! A new password for a user: made here, thought of, or chosen by themselves.

use accounts::users::UserInfo;
use leptos::prelude::*;
use texts::sentences;

use crate::context::{page_facts, services, visitor};
use crate::form::FormState;
use crate::islands::{PasswordField, copy_button};
use crate::pages::admin::user::api::{Done, UserAction};
use crate::request;
use crate::routes::{UserPart, user_page};
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::notice::GoodNotice;
use crate::words::{self, t};

/// **Change Password** of somebody else.
#[component]
pub(crate) fn UserPasswordPage(
    /// The user's number.
    id: i64,
    /// Who they are.
    user: UserInfo,
) -> impl IntoView {
    let (t, state) = (t(), FormState::of_request());
    let done = Done::of_query(&request::query());
    view! {
        <WidePage heading=t.user_password_title()>
            <ErrorSummary error=state.error()/>
            <div class="column further">
                {done.map(|done| view! { <GoodNotice message=done.sentence(t)/> })}
                <dl class="details">
                    <dt>{t.common_login_name()}</dt>
                    <dd><bdi>{user.login_name.clone()}</bdi></dd>
                </dl>
                {generated(id, &user)}
                <h2>{t.user_password_enter()}</h2>
            </div>
            <form method="post" class="column" novalidate>
                <input type="hidden" name="id" value=id/>
                // For password managers, which would save the password under one's own name otherwise.
                <input type="text" autocomplete="username" value=user.login_name.clone() hidden readonly/>
                <PasswordField
                    label=t.common_new_password()
                    name="password"
                    autocomplete="new-password"
                    error=state.of_field("password")
                />
                {what_follows()}
                <button type="submit" class="primary">{t.common_save()}</button>
            </form>
            <div class="column further">
                {user.email.is_some().then(|| send_link(id))}
                <p><a href=user_page(id, UserPart::Edit)>{t.user_password_back()}</a></p>
            </div>
        </WidePage>
    }
}

/// The password that is made here.
fn generated(id: i64, user: &UserInfo) -> impl IntoView + use<> {
    let (t, facts) = (t(), page_facts());
    let proof = visitor().ok().and_then(|visitor| visitor.admin());
    let generated = proof.zip(services().ok()).map(|(proof, services)| {
        let accounts = services.accounts;
        let generated = accounts.generate_password(proof, &facts.settings, user.role);
        generated.to_string()
    });
    view! {
        <section>
            <h2>{t.user_password_generate()}</h2>
            <p>{t.user_password_generated()}</p>
            <p class="code" id="generated">{generated.clone()}</p>
            <form method="post" action=user_page(id, UserPart::Password)>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="password" value=generated/>
                {what_follows()}
                <div class="actions">
                    <button type="submit" class="primary">{t.user_password_save_this()}</button>
                    {copy_button("generated")}
                </div>
            </form>
        </section>
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

/// They choose one themselves.
fn send_link(id: i64) -> impl IntoView {
    let t = t();
    view! {
        <section>
            <h2>{t.user_password_send_link()}</h2>
            <p>{t.user_password_send_link_why()}</p>
            <form method="post" action=user_page(id, UserPart::Action)>
                <input type="hidden" name="id" value=id/>
                <button type="submit" class="quiet" name="action" value=UserAction::SendLink.as_str()>
                    {t.user_password_send_link()}
                </button>
            </form>
        </section>
    }
}
