//! Who did what.

use accounts::audit::{LogEntry, LogPage, LogSearch, LoggedName};
use leptos::prelude::*;
use model::audit::{Action, Outcome};

use super::search::{fields, of_fields};
use crate::context::{fault, services, visitor};
use crate::error::AppError;
use crate::form::{FormState, Returned};
use crate::request;
use crate::routes::{self, UserPart, user_page};
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::notice::ErrorNotice;
use crate::ui::select_field::SelectField;
use crate::ui::table::table;

/// **Audit Log**
#[component]
pub(crate) fn AuditLogPage() -> impl IntoView {
    let state = FormState::of_request();
    // A form that came back asks for the same.
    let returned = use_context::<Returned>().unwrap_or_default().typed;
    let search = match returned.is_empty() {
        true => of_fields(request::query_fields()),
        false => of_fields(returned),
    };
    view! {
        <WidePage heading="Audit Log">
            <ErrorSummary error=state.error/>
            {form(&search)}
            <Suspense fallback=|| ()>
                {Suspend::new(async move {
                    match find(&search).await {
                        Ok(page) => found(page, &search).into_any(),
                        Err(error) => view! { <ErrorNotice message=error.to_string()/> }.into_any(),
                    }
                })}
            </Suspense>
        </WidePage>
    }
}

async fn find(search: &LogSearch) -> Result<LogPage, AppError> {
    let admin = visitor()?.admin().ok_or(AppError::NotAllowed)?;
    let page = services()?.accounts.read_log(admin, search).await;
    page.map_err(|error| fault(&error))
}

fn form(search: &LogSearch) -> impl IntoView + use<> {
    let written = fields(search);
    let typed = |name: &str| {
        let field = written.iter().find(|(field, _)| *field == name);
        field.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let mut actions = vec![("", "Any")];
    actions.extend(Action::ALL.iter().map(|it| (it.as_str(), it.label())));
    let mut outcomes = vec![("", "Any")];
    outcomes.extend(Outcome::ALL.map(|it| (it.as_str(), it.label())));
    view! {
        <form method="get" action=routes::ADMIN_LOG class="search" role="search">
            <div class="field">
                <label for="from">"From (UTC)"</label>
                <input id="from" name="from" type="date" value=typed("from")/>
            </div>
            <div class="field">
                <label for="until">"Until"</label>
                <input id="until" name="until" type="date" value=typed("until")/>
            </div>
            <div class="field">
                <label for="login_name">"Login Name"</label>
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
            <SelectField label="Action" name="action" choices=actions chosen=typed("action")/>
            <SelectField label="Result" name="outcome" choices=outcomes chosen=typed("outcome")/>
            <button type="submit" class="primary">"Search"</button>
        </form>
    }
}

fn found(page: LogPage, search: &LogSearch) -> impl IntoView + use<> {
    const HEADINGS: &[&str] = &[
        "When (UTC)",
        "By",
        "Action",
        "To",
        "Result",
        "Details",
        "Address",
        "Request",
    ];
    if page.entries.is_empty() {
        return view! { <p>"Nothing is found. Try other days, or another name."</p> }.into_any();
    }
    let older = page.next.map(|before| {
        let query = fields(&LogSearch {
            before: Some(before),
            ..search.clone()
        });
        let query = serde_urlencoded::to_string(query).unwrap_or_default();
        view! { <p><a href=format!("{}?{query}", routes::ADMIN_LOG) rel="next">"Older"</a></p> }
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
        {table("Audit Log", HEADINGS, rows)}
        {older}
        <form method="post" action=routes::ADMIN_LOG_EXPORT class="actions">
            {fields(&all).into_iter().map(hidden).collect_view()}
            <button type="submit" class="quiet">"Export to File"</button>
        </form>
    }
    .into_any()
}

fn row(entry: LogEntry) -> impl IntoView {
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
            <td>{name(entry.actor, "nobody known")}</td>
            <td>{entry.action.label()}</td>
            <td>{name(entry.target, "")}</td>
            <td>{entry.outcome.label()}</td>
            <td><bdi>{entry.details}</bdi></td>
            <td>{entry.client_address}</td>
            <td>{entry.request_id}</td>
        </tr>
    }
}
