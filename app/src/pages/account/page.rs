//! One's own account.

use accounts::own_account::{OwnAccount, OwnSession};
use accounts::sessions::Visitor;
use leptos::prelude::*;
use model::browser;
use model::timestamp::{Duration, Timestamp};
use model::user::Language;

use super::api::Done;
use crate::context::{fault, page_facts, services, visitor};
use crate::error::{self, AppError};
use crate::form::FormState;
use crate::request::{self, After};
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::language::language_in_words;
use crate::ui::notice::{ErrorNotice, GoodNotice};
use crate::ui::plain_field::PlainField;
use crate::ui::select_field::SelectField;
use crate::ui::table::table;
use crate::ui::tries::tries;

/// How long before a password expires its owner is told.
const WARNED: Duration = Duration::days(5);

/// Whose account it is, where they are logged in, and who tried to be.
#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    let state = FormState::of_request();
    let done = Done::of_query(&request::query()).map(Done::sentence);
    let done = done.or(After::of_request().map(After::account_sentence));
    view! {
        <WidePage heading="Your Account">
            {done.map(|sentence| view! { <GoodNotice message=sentence/> })}
            <ErrorSummary error=state.error/>
            <Suspense fallback=|| ()>
                {Suspend::new(async move {
                    match own().await {
                        Ok((visitor, account)) => shown(&visitor, account, state).into_any(),
                        Err(error) => view! { <ErrorNotice message=error.to_string()/> }.into_any(),
                    }
                })}
            </Suspense>
        </WidePage>
    }
}

async fn own() -> Result<(Visitor, OwnAccount), AppError> {
    let visitor = visitor()?;
    let account = services()?.accounts.own_account(&visitor).await;
    Ok((visitor, account.map_err(|error| fault(&error))?))
}

fn shown(visitor: &Visitor, account: OwnAccount, state: FormState) -> impl IntoView + use<> {
    view! {
        {expiry(visitor.password_expires_at)}
        <div class="cards">
            <section>
                {details(visitor)}
                {password()}
            </section>
            <section>{email(visitor, state)} {language(account.language)}</section>
        </div>
        <section>
            <h2>"Where You Are Logged In"</h2>
            {sessions(account.sessions)}
        </section>
        <section>
            <h2>"The last tries to log in to your account"</h2>
            <p class="hint">
                "Yours and those of others. If one that was right was not you, change your password."
            </p>
            {tries(account.tries)}
        </section>
    }
}

fn details(visitor: &Visitor) -> impl IntoView + use<> {
    let email = visitor.email.clone().unwrap_or_else(|| "none".to_owned());
    view! {
        <dl class="details">
            <dt>"Login Name"</dt>
            <dd><bdi>{visitor.login_name.clone()}</bdi></dd>
            <dt>"Name"</dt>
            <dd><bdi>{visitor.display_name.clone()}</bdi></dd>
            <dt>"E-mail Address"</dt>
            <dd><bdi>{email}</bdi></dd>
        </dl>
    }
}

/// That the password is to be replaced soon.
fn expiry(end: Option<Timestamp>) -> impl IntoView {
    let left = end?.since(page_facts().now);
    (left <= WARNED).then(|| {
        let left = error::in_words(left);
        let message = format!(
            "Your password expires in {left}. At the first login after that you choose a new one; you \
            can do it now."
        );
        view! { <p class="notice">{message}</p> }
    })
}

fn password() -> impl IntoView {
    match request::changes_own_password() {
        true => view! {
            <p><a class="button" href=routes::CHANGE_PASSWORD>"Change Password"</a></p>
        }
        .into_any(),
        false => view! { <p>"Your administrator changes your password."</p> }.into_any(),
    }
}

fn email(visitor: &Visitor, state: FormState) -> impl IntoView + use<> {
    let there = visitor.email.clone().unwrap_or_default();
    view! {
        <form method="post" action=routes::ACCOUNT_EMAIL class="column" novalidate>
            <PlainField
                label="New e-mail address"
                name="email"
                autocomplete="email"
                inputmode="email"
                hint="A link comes to it. Until you open it, your address stays as it is."
                value=state.typed_or("email", &there)
                error=state.of_field("email")
            />
            <div class="actions">
                <button type="submit" class="quiet">"Change E-mail Address"</button>
            </div>
        </form>
    }
}

fn language(chosen: Language) -> impl IntoView {
    view! {
        <form method="post" action=routes::ACCOUNT_LANGUAGE class="column">
            <SelectField
                label="Language"
                name="language"
                choices=Language::ALL.map(|it| (it.as_str(), language_in_words(it))).to_vec()
                chosen=chosen.as_str()
            />
            <div class="actions">
                <button type="submit" class="quiet">"Save Language"</button>
            </div>
        </form>
    }
}

fn sessions(sessions: Vec<OwnSession>) -> impl IntoView {
    const HEADINGS: &[&str] = &["Browser", "Address", "Last used", "Logged in", "Actions"];
    let others = (sessions.len() > 1).then(|| {
        view! {
            <form method="post" action=routes::ACCOUNT_SESSIONS class="actions">
                <button type="submit" class="quiet">"Log Out Everywhere Else"</button>
            </form>
        }
    });
    let row = |session: OwnSession| {
        let browser = browser::in_words(&session.user_agent);
        let action = match session.is_this {
            true => view! { <strong>"This browser"</strong> }.into_any(),
            false => view! {
                <form method="post" action=routes::ACCOUNT_SESSIONS>
                    <input type="hidden" name="id" value=session.id/>
                    <button type="submit" class="quiet" aria-label=format!("Log out {browser}")>
                        "Log Out"
                    </button>
                </form>
            }
            .into_any(),
        };
        let kept = if session.kept { ", kept" } else { "" };
        view! {
            <tr>
                <th scope="row">{browser.clone()} {kept}</th>
                <td>{session.client_address}</td>
                <td>{session.last_used_at.in_words()}</td>
                <td>{session.started_at.in_words()}</td>
                <td>{action}</td>
            </tr>
        }
    };
    let rows = sessions.into_iter().map(row).collect_view();
    view! {
        {table("Where You Are Logged In", HEADINGS, rows)}
        {others}
    }
}
