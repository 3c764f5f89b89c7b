//! Mails that wait, were sent, or failed.

use accounts::mail::{ListedMail, MailPage, MailState};
use leptos::prelude::*;
use texts::Texts;

use super::api::{MailAction, TestAnswer};
use crate::context::{current_user, fault, services};
use crate::error::AppError;
use crate::form::FormState;
use crate::islands::TextField;
use crate::islands::{moment, with_moments};
use crate::page::{Shown, shown};
use crate::request;
use crate::routes::{self, UserPart, user_page};
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::notice::{ErrorNotice, GoodNotice};
use crate::ui::select_field::SelectField;
use crate::ui::table::table;
use crate::words::t;

/// **Mail**
pub(super) async fn load() -> Result<Shown, AppError> {
    let (state, before) = from_request();
    let admin = current_user()?.admin().ok_or(AppError::NotAllowed)?;
    let accounts = services()?.accounts;
    let page = accounts.mailer.list(admin, state, before).await;
    let page = page.map_err(|error| fault(&error))?;
    shown(move || view(page, state))
}

fn view(page: MailPage, state: Option<MailState>) -> impl IntoView {
    let (t, form) = (t(), FormState::from_request());
    let done = request::query_fields()
        .into_iter()
        .find_map(|(name, word)| {
            let action = MailAction::ALL.into_iter().find(|it| it.as_str() == word);
            action.filter(|_| name == "done")
        });
    view! {
        <WidePage heading=t.common_mail()>
            {done.map(|action| view! { <GoodNotice message=action.done(t)/> })}
            <ErrorSummary error=form.error()/>
            {test(form)}
            {filter(state)}
            {list(page, state)}
        </WidePage>
    }
}

/// Which mails the address asks for.
fn from_request() -> (Option<MailState>, Option<i64>) {
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

/// **Send Test Email**, and what came of it.
fn test(form: FormState) -> impl IntoView {
    let t = t();
    let answer = use_context::<TestAnswer>().map(|answer| {
        let message = t.mail_server_said(answer.answer);
        match answer.sent {
            true => view! { <GoodNotice message=message/> }.into_any(),
            false => view! { <ErrorNotice message=message/> }.into_any(),
        }
    });
    let own = current_user()
        .ok()
        .and_then(|current_user| current_user.email);
    view! {
        {answer}
        <form method="post" action=routes::ADMIN_MAIL_TEST class="column" novalidate>
            <TextField
                label=t.common_email()
                name="email"
                autocomplete="email"
                inputmode="email"
                value=form.typed_or("email", &own.unwrap_or_default())
                error=form.for_field("email")
            />
            <button type="submit" class="quiet">{t.mail_test()}</button>
        </form>
    }
}

fn label(t: Texts, state: MailState) -> &'static str {
    match state {
        MailState::Waiting => t.mail_waiting(),
        MailState::Sent => t.mail_sent(),
        MailState::Failed => t.mail_failed(),
    }
}

fn filter(state: Option<MailState>) -> impl IntoView {
    let t = t();
    let mut states = vec![("", t.mail_any())];
    states.extend(MailState::ALL.map(|state| (state.as_str(), label(t, state))));
    view! {
        <form method="get" action=routes::ADMIN_MAIL class="search" role="search">
            <SelectField
                label=t.mail_state()
                name="state"
                choices=states
                chosen=state.map_or("", MailState::as_str)
            />
            <button type="submit" class="primary">{t.mail_show()}</button>
        </form>
    }
}

fn list(page: MailPage, state: Option<MailState>) -> impl IntoView {
    let t = t();
    let headings = [
        t.mail_written(),
        t.mail_to(),
        t.mail_about(),
        t.mail_state(),
        t.mail_answer(),
        t.mail_actions(),
    ];
    if page.mails.is_empty() {
        return view! { <p>{t.mail_nothing()}</p> }.into_any();
    }
    let next = page.next.map(|before| {
        let mut query = vec![("before", before.to_string())];
        query.extend(state.map(|state| ("state", state.as_str().to_owned())));
        let query = serde_urlencoded::to_string(query).unwrap_or_default();
        let address = format!("{}?{query}", routes::ADMIN_MAIL);
        view! { <p><a href=address rel="next">{t.mail_next()}</a></p> }
    });
    let rows = page.mails.into_iter().map(row).collect_view();
    view! {
        {table(t.mail_list(), &headings, rows)}
        {next}
    }
    .into_any()
}

fn row(mail: ListedMail) -> impl IntoView {
    let t = t();
    let to = match mail.user_id {
        Some(id) => {
            view! { <a href=user_page(id, UserPart::Edit)><bdi>{mail.to}</bdi></a> }.into_any()
        }
        None => view! { <bdi>{mail.to}</bdi> }.into_any(),
    };
    let moments: Vec<_> = mail.at.into_iter().collect();
    let at = mail.at.map(|at| t.moment(at)).unwrap_or_default();
    let state = match (mail.state, mail.attempts) {
        (MailState::Waiting, 0) => t.mail_waiting_untried(at),
        (MailState::Waiting, attempts) => t.mail_waiting_tried(attempts.into(), at),
        (MailState::Sent, _) => t.mail_sent_at(at),
        (MailState::Failed, 0) => t.mail_failed_untried().to_owned(),
        (MailState::Failed, attempts) => t.mail_failed_tried(attempts.into()),
    };
    let button = |action: MailAction, label: &'static str| {
        view! {
            <button type="submit" class="quiet" name="action" value=action.as_str()>
                {label}
            </button>
        }
    };
    let again =
        (mail.state != MailState::Sent).then(|| button(MailAction::SendAgain, t.mail_send_again()));
    let give_up =
        (mail.state == MailState::Waiting).then(|| button(MailAction::Cancel, t.mail_give_up()));
    view! {
        <tr>
            <th scope="row">{moment(t, mail.created_at)}</th>
            <td>{to}</td>
            <td>{about(t, &mail.kind)}</td>
            <td>{with_moments(t, &state, &moments)}</td>
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
fn about(t: Texts, kind: &str) -> &'static str {
    match kind {
        "locked" => t.mail_about_locked(),
        "reset" => t.mail_about_reset(),
        "set_password" => t.mail_about_set_password(),
        "password_changed" => t.mail_about_password_changed(),
        "confirm_email" => t.mail_about_confirm_email(),
        "email_changed" => t.mail_about_email_changed(),
        "new_browser" => t.mail_about_new_browser(),
        "role_changed" => t.mail_about_role_changed(),
        _ => t.mail_about_other(),
    }
}
