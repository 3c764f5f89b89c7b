//! A new password for a user: made here, thought of, or chosen by themselves.

use accounts::users::UserInfo;
use leptos::prelude::*;
use model::password::PasswordPolicy;
use texts::sentences;

use crate::context::{current_user, fault, portal, services};
use crate::error::AppError;
use crate::form::FormState;
use crate::islands::{PasswordField, copy_button};
use crate::page::{Shown, shown};
use crate::pages::admin::user::api::{UserAction, UserNotice};
use crate::request;
use crate::routes::{UserPart, user_page};
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::notice::GoodNotice;
use crate::words::{self, t};

/// **Change Password** of somebody else.
pub(super) async fn load() -> Result<Shown, AppError> {
    let (id, current_user) = (request::user_id()?, current_user()?);
    let proof = current_user.admin().ok_or(AppError::NotAllowed)?;
    let accounts = services()?.accounts;
    let user = accounts.users.info(proof, id).await;
    let user = user.map_err(|error| fault(&error))?.ok_or(AppError::Gone)?;
    if !current_user.is_confirmed() {
        return Err(AppError::OwnPasswordNeeded(None));
    }
    let generated = accounts
        .users
        .generate_password(proof, &portal().settings, user.role);
    shown(move || view(id, user, generated.to_string()))
}

fn view(id: i64, user: UserInfo, generated: String) -> impl IntoView {
    let (t, state) = (t(), FormState::from_request());
    let policy = portal().settings.password_policy(user.role);
    let done = UserNotice::from_query(&request::query());
    view! {
        <WidePage heading=t.user_password_title()>
            <ErrorSummary error=state.error()/>
            <div class="column further">
                {done.map(|done| view! { <GoodNotice message=done.sentence(t)/> })}
                <dl class="details">
                    <dt>{t.common_login_name()}</dt>
                    <dd><bdi>{user.login_name.clone()}</bdi></dd>
                </dl>
                {ready_made(id, generated, policy)}
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
                    least=policy.min_length
                    error=state.for_field("password")
                />
                {what_follows(policy)}
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
fn ready_made(id: i64, generated: String, policy: PasswordPolicy) -> impl IntoView {
    let t = t();
    view! {
        <section>
            <h2>{t.user_password_generate()}</h2>
            <p>{t.user_password_generated()}</p>
            <p class="code" id="generated">{generated.clone()}</p>
            <form method="post" action=user_page(id, UserPart::Password)>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="password" value=generated/>
                {what_follows(policy)}
                <div class="actions">
                    <button type="submit" class="primary">{t.user_password_save_this()}</button>
                    {copy_button("generated")}
                </div>
            </form>
        </section>
    }
}

/// What it is good for.
fn what_follows(policy: PasswordPolicy) -> impl IntoView {
    let t = t();
    let text = match portal().settings.forces_change() {
        true => t.user_password_must_change(),
        false => t.user_password_may_keep(),
    };
    let kinds = words::composition(t, policy.composition);
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
