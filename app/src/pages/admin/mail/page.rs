//! Mails that wait, were sent, or failed.

use accounts::mail::queue::{self, ListedMail, State};
use leptos::prelude::*;
use model::timestamp::Timestamp;

use super::api::{MailAction, TestAnswer};
use crate::context::{fault, services, visitor};
use crate::error::AppError;
use crate::form::{Answer, FormState};
use crate::request;
use crate::routes::{self, UserPart, user_page};
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::notice::{ErrorNotice, GoodNotice};
use crate::ui::plain_field::PlainField;
use crate::ui::select_field::SelectField;
use crate::ui::table::table;

/// **Mail**
#[component]
pub(crate) fn MailPage() -> impl IntoView {
    let form = FormState::of_request();
    let (state, before) = asked_for();
    let done = request::query_fields()
        .into_iter()
        .find_map(|(name, word)| {
            let action = MailAction::ALL.into_iter().find(|it| it.as_str() == word);
            action.filter(|_| name == "done")
        });
    view! {
        <WidePage heading="Mail">
            {done.map(|action| view! { <GoodNotice message=action.done()/> })}
            <ErrorSummary error=form.error/>
            {test(form)}
            {filter(state)}
            <Suspense fallback=|| ()>
                {Suspend::new(async move {
                    match find(state, before).await {
                        Ok(page) => list(page, state).into_any(),
                        Err(error) => view! { <ErrorNotice message=error.to_string()/> }.into_any(),
                    }
                })}
            </Suspense>
        </WidePage>
    }
}

/// Which mails the address asks for.
fn asked_for() -> (Option<State>, Option<i64>) {
    let (mut state, mut before) = (None, None);
    for (name, value) in request::query_fields() {
        match name.as_str() {
            "state" => state = value.parse().ok(),
            "before" => before = value.parse().ok(),
            _ => {}
        }
    }
    (state, before)
}

async fn find(state: Option<State>, before: Option<i64>) -> Result<queue::MailPage, AppError> {
    let admin = visitor()?.admin().ok_or(AppError::NotAllowed)?;
    let accounts = services()?.accounts;
    let page = accounts.list_mails(admin, state, before).await;
    page.map_err(|error| fault(&error))
}

/// **Send Test Email**, and what came of it.
fn test(form: FormState) -> impl IntoView {
    let answer = Answer::of_request::<TestAnswer>().map(|answer| {
        let message = format!("The mail server said: {}", answer.answer);
        match answer.sent {
            true => view! { <GoodNotice message=message/> }.into_any(),
            false => view! { <ErrorNotice message=message/> }.into_any(),
        }
    });
    let own = visitor().ok().and_then(|visitor| visitor.email);
    view! {
        {answer}
        <form method="post" action=routes::ADMIN_MAIL_TEST class="column" novalidate>
            <PlainField
                label="E-mail Address"
                name="email"
                autocomplete="email"
                inputmode="email"
                value=form.typed_or("email", &own.unwrap_or_default())
                error=form.of_field("email")
            />
            <button type="submit" class="quiet">"Send Test Email"</button>
        </form>
    }
}

const fn label(state: State) -> &'static str {
    match state {
        State::Waiting => "Waiting",
        State::Sent => "Sent",
        State::Failed => "Failed",
    }
}

fn filter(state: Option<State>) -> impl IntoView {
    let mut states = vec![("", "Any")];
    states.extend(State::ALL.map(|state| (state.as_str(), label(state))));
    view! {
        <form method="get" action=routes::ADMIN_MAIL class="search" role="search">
            <SelectField
                label="State"
                name="state"
                choices=states
                chosen=state.map_or("", State::as_str)
            />
            <button type="submit" class="primary">"Show"</button>
        </form>
    }
}

fn list(page: queue::MailPage, state: Option<State>) -> impl IntoView {
    const HEADINGS: &[&str] = &[
        "Written",
        "To",
        "About",
        "State",
        "The mail server said",
        "Actions",
    ];
    if page.mails.is_empty() {
        return view! { <p>"No mails are found."</p> }.into_any();
    }
    let next = page.next.map(|before| {
        let mut query = vec![("before", before.to_string())];
        query.extend(state.map(|state| ("state", state.as_str().to_owned())));
        let query = serde_urlencoded::to_string(query).unwrap_or_default();
        let address = format!("{}?{query}", routes::ADMIN_MAIL);
        view! { <p><a href=address rel="next">"Next page"</a></p> }
    });
    let rows = page.mails.into_iter().map(row).collect_view();
    view! {
        {table("Mails", HEADINGS, rows)}
        {next}
    }
    .into_any()
}

fn row(mail: ListedMail) -> impl IntoView {
    let to = match mail.user_id {
        Some(id) => {
            view! { <a href=user_page(id, UserPart::Edit)><bdi>{mail.to}</bdi></a> }.into_any()
        }
        None => view! { <bdi>{mail.to}</bdi> }.into_any(),
    };
    let at = mail.at.map(Timestamp::in_words).unwrap_or_default();
    let tries = match mail.tries {
        0 => "not tried yet".to_owned(),
        1 => "tried once".to_owned(),
        tries => format!("tried {tries} times"),
    };
    let state = match mail.state {
        State::Waiting => format!("Waiting, {tries}, next at {at}"),
        State::Sent => format!("Sent {at}"),
        State::Failed => format!("Failed, {tries}"),
    };
    let button = |action: MailAction, label: &'static str| {
        view! {
            <button type="submit" class="quiet" name="action" value=action.as_str()>
                {label}
            </button>
        }
    };
    let again = (mail.state != State::Sent).then(|| button(MailAction::SendAgain, "Send Again"));
    let give_up = (mail.state == State::Waiting).then(|| button(MailAction::GiveUp, "Give Up"));
    view! {
        <tr>
            <th scope="row">{mail.created_at.in_words()}</th>
            <td>{to}</td>
            <td>{about(&mail.kind)}</td>
            <td>{state}</td>
            <td><bdi>{mail.answer}</bdi></td>
            <td>
                <form method="post" action=routes::ADMIN_MAIL_ACTION class="actions">
                    <input type="hidden" name="id" value=mail.id/>
                    {again}
                    {give_up}
                </form>
            </td>
        </tr>
    }
}

/// What a mail tells of, as administrators read it.
fn about(kind: &str) -> &'static str {
    match kind {
        "locked" => "A locked login name",
        "reset" => "A new password that was asked for",
        "set_password" => "A link that an administrator sent",
        "password_changed" => "A changed password",
        "confirm_email" => "A new e-mail address to be confirmed",
        "email_changed" => "A changed e-mail address",
        "new_browser" => "A login from a new browser",
        "role_changed" => "Changed rights",
        _ => "Something else",
    }
}
