//! The list of users.

use accounts::users::{ListedUser, UserPage, UserSearch};
use leptos::prelude::*;
use model::report::ReportCode;
use model::user::Status;

use crate::context::{fault, redirect, services, visitor};
use crate::error::AppError;
use crate::pages::admin::user::page::role;
use crate::request;
use crate::routes;
use crate::ui::frame::WidePage;
use crate::ui::notice::ErrorNotice;
use crate::ui::table::table;

/// Some of the users; the address says which.
#[component]
pub(crate) fn UsersPage() -> impl IntoView {
    let search = asked_for();
    let form = form(&search);
    view! {
        <WidePage heading="Users">
            {form}
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

/// What the address asks for.
fn asked_for() -> UserSearch {
    let mut search = UserSearch::default();
    for (name, value) in request::query_fields() {
        match name.as_str() {
            "search" => search.text = value,
            "status" => search.status = value.parse().ok(),
            "after" => search.after = value,
            _ => {}
        }
    }
    search
}

/// A page of the list. The code of a report leads to the user whom it is about.
async fn find(search: &UserSearch) -> Result<UserPage, AppError> {
    let admin = visitor()?.admin().ok_or(AppError::NotAllowed)?;
    let accounts = services()?.accounts;
    if let Ok(code) = search.text.parse::<ReportCode>() {
        let user = accounts.user_of_report(admin, code).await;
        if let Some(id) = user.map_err(|error| fault(&error))? {
            redirect(&routes::user_page(id));
        }
    }
    let page = accounts.list_users(admin, search).await;
    page.map_err(|error| fault(&error))
}

fn form(search: &UserSearch) -> impl IntoView + use<> {
    let statuses = [
        ("", "Any"),
        (Status::Active.as_str(), "Active"),
        (Status::Inactive.as_str(), "Inactive"),
    ];
    let chosen = search.status.map_or("", Status::as_str);
    let option = move |(value, label): (&'static str, &'static str)| {
        view! { <option value=value selected=value == chosen>{label}</option> }
    };
    view! {
        <form method="get" action=routes::ADMIN_USERS class="search" role="search">
            <div class="field">
                <label for="search">"Login name, name, e-mail address or report code"</label>
                <input id="search" name="search" type="search" value=search.text.clone()/>
            </div>
            <div class="field">
                <label for="status">"Status"</label>
                <select id="status" name="status">{statuses.map(option).collect_view()}</select>
            </div>
            <button type="submit" class="primary">"Search"</button>
        </form>
    }
}

fn found(page: UserPage, search: &UserSearch) -> impl IntoView + use<> {
    if page.users.is_empty() {
        return view! { <p>"Nobody is found. Try a part of the name, or another status."</p> }
            .into_any();
    }
    let next = page.next.map(|after| {
        let status = search.status.map_or("", Status::as_str);
        let fields = [
            ("search", search.text.as_str()),
            ("status", status),
            ("after", &after),
        ];
        let query = serde_urlencoded::to_string(fields).unwrap_or_default();
        let address = format!("{}?{query}", routes::ADMIN_USERS);
        view! { <p><a href=address rel="next">"Next page"</a></p> }
    });
    view! {
        {list(page.users)}
        {next}
    }
    .into_any()
}

fn list(users: Vec<ListedUser>) -> impl IntoView {
    const HEADINGS: &[&str] = &["Login Name", "Name", "E-mail Address", "Role", "Status"];
    let row = |user: ListedUser| {
        view! {
            <tr>
                <th scope="row">
                    <a href=routes::user_page(user.id)>{user.login_name}</a>
                </th>
                <td>{user.display_name}</td>
                <td>{user.email}</td>
                <td>{role(user.role)}</td>
                <td>{if user.status == Status::Active { "Active" } else { "Inactive" }}</td>
            </tr>
        }
    };
    let rows = users.into_iter().map(row).collect_view();
    table("Users", HEADINGS, rows)
}
