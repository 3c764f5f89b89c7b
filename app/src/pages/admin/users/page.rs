//! The list of users.

use accounts::reports;
use accounts::users::{Filter, PagePosition, Sort};
use accounts::users::{ListedUser, UserPage, UserSearch};
use leptos::prelude::*;
use model::report::ReportCode;
use model::user::Status;

use super::answer::{asking, bulk_message};
use super::api::UsersAnswer;
use super::report::report;
use super::view::{action_address, address, from_request, label};
use crate::context::{current_user, fault, redirect, services};
use crate::error::AppError;
use crate::form::FormState;
use crate::islands::ChooseAll;
use crate::page::{Shown, shown};
use crate::pages::admin::user::api::UserAction;
use crate::pages::admin::user::page::last_login;
use crate::routes::{self, UserPart, user_page};
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::select_field::SelectField;
use crate::ui::table::table_with;
use crate::words::{self, t};

/// Some of the users; the address says which.
pub(super) async fn load() -> Result<Shown, AppError> {
    let answer = use_context::<UsersAnswer>();
    if let Some(there) = answer.as_ref().and_then(UsersAnswer::asks_about) {
        return shown(move || asking(there));
    }
    let search = from_request();
    let found = find(&search).await?;
    shown(move || view(search, found, answer))
}

fn view(search: UserSearch, all: SearchResult, answer: Option<UsersAnswer>) -> impl IntoView {
    let (t, state) = (t(), FormState::from_request());
    let (said, results) = match all {
        SearchResult::Page(page) => (said(&page), found(page, &search).into_any()),
        SearchResult::Report(found) => (String::new(), report(found).into_any()),
    };
    view! {
        <WidePage heading=t.common_users()>
            <ErrorSummary error=state.error()/>
            {answer.as_ref().map(bulk_message)}
            <div class="actions">
                <a class="button" href=routes::ADMIN_NEW_USER>{t.new_user_title()}</a>
                <a class="button quiet" href=routes::ADMIN_IMPORT>{t.users_import()}</a>
                <form method="post" action=routes::ADMIN_EXPORT>
                    <button type="submit" class="quiet">{t.users_export()}</button>
                </form>
            </div>
            {form(&search)}
            <div id="results" data-found=said>{results}</div>
        </WidePage>
    }
}

/// What an address asks for.
enum SearchResult {
    Page(UserPage),
    Report(reports::ReportMatch),
}

/// A page of the list. The code of a report leads to the user whom it is about.
async fn find(search: &UserSearch) -> Result<SearchResult, AppError> {
    let admin = current_user()?.admin().ok_or(AppError::NotAllowed)?;
    let accounts = services()?.accounts;
    let page = accounts.users.list(admin, search).await;
    let page = page.map_err(|error| fault(&error))?;
    // A name may look like a code.
    if page.users.is_empty()
        && let Ok(code) = search.text.parse::<ReportCode>()
    {
        let found = accounts.reports.match_code(admin, code).await;
        let found = found.map_err(|error| fault(&error))?;
        if let reports::ReportMatch::User(id) = found {
            // Where what the report says is shown too.
            redirect(&format!("{}?report={code}", user_page(id, UserPart::Edit)));
        }
        return Ok(SearchResult::Report(found));
    }
    Ok(SearchResult::Page(page))
}

fn form(search: &UserSearch) -> impl IntoView + use<> {
    let t = t();
    let mut statuses = vec![("", t.users_any())];
    statuses.extend(Filter::ALL.map(|filter| (filter.as_str(), label(t, filter))));
    let sort = (search.sort != Sort::default()).then(|| {
        view! { <input type="hidden" name="sort" value=search.sort.as_str()/> }
    });
    view! {
        <form method="get" action=routes::ADMIN_USERS class="search" role="search" data-island="search">
            <div class="field">
                <label for="search">{t.users_search_for()}</label>
                <input id="search" name="search" type="search" value=search.text.clone()/>
            </div>
            <SelectField
                label=t.common_status()
                name="status"
                choices=statuses
                chosen=search.filter.map_or("", Filter::as_str)
            />
            {sort}
            <button type="submit" class="primary">{t.users_search()}</button>
        </form>
    }
}

/// What was found, in a word.
fn said(page: &UserPage) -> String {
    let (t, number) = (t(), u64::try_from(page.users.len()).unwrap_or(u64::MAX));
    match (number, page.next.is_some() || page.previous.is_some()) {
        (0, _) => t.users_none().to_owned(),
        (_, false) => t.users_found(number),
        (_, true) => t.users_more(number),
    }
}

fn found(page: UserPage, search: &UserSearch) -> impl IntoView + use<> {
    let t = t();
    if page.users.is_empty() {
        return view! { <p>{t.users_none()}</p> }.into_any();
    }
    let at = |place| {
        address(&UserSearch {
            place,
            ..search.clone()
        })
    };
    let link = |place: Option<PagePosition>, rel: &'static str, label: &'static str| {
        place.map(|place| view! { <a href=at(place) rel=rel>{label}</a> })
    };
    let (previous, next) = (page.previous.clone(), page.next.clone());
    let pages = (previous.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="actions" aria-label=t.users_pages()>
                {link(previous.is_some().then_some(PagePosition::First), "", t.users_first())}
                {link(previous.map(PagePosition::Before), "prev", t.users_previous())}
                {link(next.clone().map(PagePosition::After), "next", t.users_next())}
                {link(next.is_some().then_some(PagePosition::Last), "", t.users_last())}
            </nav>
        }
    });
    let option = |action: UserAction| {
        view! { <option value=action.as_str()>{action.label(t)}</option> }
    };
    view! {
        <form method="post" action=action_address(search)>
            {list(page.users, search)}
            <div class="search">
                <div class="field">
                    <label for="action">{t.users_with_chosen()}</label>
                    <select id="action" name="action" required>
                        <option value="">{t.users_choose_action()}</option>
                        {UserAction::ALL.map(option).collect_view()}
                    </select>
                </div>
                <button type="submit" class="quiet">{t.users_apply()}</button>
            </div>
        </form>
        {pages}
    }
    .into_any()
}

fn list(users: Vec<ListedUser>, search: &UserSearch) -> impl IntoView + use<> {
    let t = t();
    let sorted = |sort: Sort, label: &'static str| {
        let there = address(&UserSearch {
            sort,
            place: PagePosition::First,
            ..search.clone()
        });
        let way = if sort == Sort::LastLogin {
            "descending"
        } else {
            "ascending"
        };
        view! {
            <th scope="col" aria-sort=(sort == search.sort).then_some(way)>
                <a href=there>{label}</a>
            </th>
        }
    };
    let headings = view! {
        <th scope="col">
            <ChooseAll of="ids[]" label=t.users_choose_all()/>
        </th>
        {sorted(Sort::LoginName, t.common_login_name())}
        {sorted(Sort::Name, t.common_name())}
        <th scope="col">{t.common_email()}</th>
        <th scope="col">{t.common_role()}</th>
        <th scope="col">{t.common_status()}</th>
        {sorted(Sort::LastLogin, t.users_last_login())}
    };
    let rows = users.into_iter().map(row).collect_view();
    table_with(t.common_users(), headings, rows)
}

fn row(listed: ListedUser) -> impl IntoView {
    let user = listed.user;
    let t = t();
    let status = [
        (user.status == Status::Inactive, t.status_inactive()),
        (listed.locks.any(), t.users_locked()),
        (user.must_change, t.users_must_change()),
        (!user.has_password, t.users_no_password()),
    ];
    let mut status: Vec<_> = status
        .into_iter()
        .filter_map(|(is, word)| is.then_some(word))
        .collect();
    let class = match status.is_empty() {
        true => "badge fine",
        false if listed.locks.any() || user.must_change => "badge found",
        false => "badge",
    };
    if status.is_empty() {
        status.push(t.status_active());
    }
    let choose = t.users_choose(&user.login_name);
    let last_login = last_login(t, &user);
    view! {
        <tr>
            <td class="choice">
                <input type="checkbox" name="ids[]" value=user.id aria-label=choose/>
            </td>
            <th scope="row">
                <a href=user_page(user.id, UserPart::Edit)><bdi>{user.login_name}</bdi></a>
            </th>
            <td><bdi>{user.display_name}</bdi></td>
            <td><bdi>{user.email}</bdi></td>
            <td>{words::role(t, user.role)}</td>
            <td><span class=class>{status.join(", ")}</span></td>
            <td class="moment">{last_login}</td>
        </tr>
    }
}
