//! Who did what.

use accounts::audit::{Action, AuditOutcome};
use accounts::audit::{LogEntry, LogPage, LogSearch, LoggedName};
use leptos::prelude::*;

use super::search::{fields, from_fields};
use super::words::{action, outcome};
use crate::context::{current_user, fault, portal, services};
use crate::error::AppError;
use crate::form::{FormState, Returned};
use crate::page::{Shown, shown};
use crate::request;
use crate::routes::{self, UserPart, user_page};
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::select_field::SelectField;
use crate::ui::table::table;
use crate::words::t;

/// **Audit Log**
pub(super) async fn load() -> Result<Shown, AppError> {
    // A form that came back asks for the same.
    let returned = use_context::<Returned>().unwrap_or_default().typed;
    let search = match returned.is_empty() {
        true => from_fields(request::query_fields()),
        false => from_fields(returned),
    };
    let admin = current_user()?.admin().ok_or(AppError::NotAllowed)?;
    let kept = portal().settings.log_retention();
    let page = services()?.accounts.audit.read(admin, &search, kept).await;
    let page = page.map_err(|error| fault(&error))?;
    shown(move || view(page, search))
}

fn view(page: LogPage, search: LogSearch) -> impl IntoView {
    let (t, state) = (t(), FormState::from_request());
    view! {
        <WidePage heading=t.common_log()>
            <ErrorSummary error=state.error()/>
            {form(&search)}
            {found(page, &search)}
        </WidePage>
    }
}

fn form(search: &LogSearch) -> impl IntoView + use<> {
    let t = t();
    let written = fields(search);
    let typed = |name: &str| {
        let field = written.iter().find(|(field, _)| *field == name);
        field.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let mut actions = vec![("", t.log_any())];
    actions.extend(Action::ALL.iter().map(|it| (it.as_str(), action(t, *it))));
    let mut outcomes = vec![("", t.log_any())];
    outcomes.extend(AuditOutcome::ALL.map(|it| (it.as_str(), outcome(t, it))));
    view! {
        <form method="get" action=routes::ADMIN_LOG class="search" role="search">
            <div class="field">
                <label for="from">{t.log_from()}</label>
                <input id="from" name="from" type="date" value=typed("from")/>
            </div>
            <div class="field">
                <label for="until">{t.log_until()}</label>
                <input id="until" name="until" type="date" value=typed("until")/>
            </div>
            <div class="field">
                <label for="login_name">{t.common_login_name()}</label>
                <input
                    id="login_name"
                    name="login_name"
                    type="text"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    value=typed("login_name")
                />
            </div>
            <SelectField label=t.log_action() name="action" choices=actions chosen=typed("action")/>
            <SelectField label=t.log_result() name="outcome" choices=outcomes chosen=typed("outcome")/>
            <button type="submit" class="primary">{t.log_search()}</button>
        </form>
    }
}

fn found(page: LogPage, search: &LogSearch) -> impl IntoView + use<> {
    let t = t();
    let headings = [
        t.log_when(),
        t.log_by(),
        t.log_action(),
        t.log_to(),
        t.log_result(),
        t.log_details(),
        t.log_address(),
        t.log_request(),
    ];
    if page.entries.is_empty() {
        return view! { <p>{t.log_nothing()}</p> }.into_any();
    }
    let older = page.next.map(|before| {
        let query = fields(&LogSearch {
            before: Some(before),
            ..search.clone()
        });
        let query = serde_urlencoded::to_string(query).unwrap_or_default();
        let address = format!("{}?{query}", routes::ADMIN_LOG);
        view! { <p><a href=address rel="next">{t.log_older()}</a></p> }
    });
    let hidden = |(name, value): (&'static str, String)| {
        view! { <input type="hidden" name=name value=value/> }
    };
    let all = LogSearch {
        before: None,
        ..search.clone()
    };
    let rows = page.entries.into_iter().map(row).collect_view();
    view! {
        {table(t.common_log(), &headings, rows)}
        {older}
        <form method="post" action=routes::ADMIN_LOG_EXPORT class="actions">
            {fields(&all).into_iter().map(hidden).collect_view()}
            <button type="submit" class="quiet">{t.log_export()}</button>
        </form>
    }
    .into_any()
}

fn row(entry: LogEntry) -> impl IntoView {
    let t = t();
    let name = |who: Option<LoggedName>, nobody: &'static str| match who {
        None => nobody.into_any(),
        Some(LoggedName { id: None, name }) => view! { <bdi>{name}</bdi> }.into_any(),
        Some(LoggedName { id: Some(id), name }) => {
            view! { <a href=user_page(id, UserPart::Edit)><bdi>{name}</bdi></a> }.into_any()
        }
    };
    view! {
        <tr>
            <th scope="row" class="moment">{entry.at.rfc3339().replace('T', " ").replace('Z', "")}</th>
            <td>{name(entry.actor, t.log_nobody())}</td>
            <td>{action(t, entry.action)}</td>
            <td>{name(entry.target, "")}</td>
            <td>{outcome(t, entry.outcome)}</td>
            <td><bdi>{entry.details}</bdi></td>
            <td>{entry.client_address}</td>
            <td>{entry.request_id}</td>
        </tr>
    }
}
