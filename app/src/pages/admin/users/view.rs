//! Which part of the list an address asks for.

use accounts::users::UserSearch;
use accounts::users::{Cursor, Filter, PagePosition, Sort};
use texts::Texts;

use crate::request;
use crate::routes;

/// What the address of this request asks for; what it does not know, it passes over.
pub(super) fn from_request() -> UserSearch {
    let mut search = UserSearch::default();
    for (name, value) in request::query_fields() {
        match name.as_str() {
            "search" => search.text = value,
            "status" => search.filter = value.parse().ok(),
            "sort" => search.sort = value.parse().unwrap_or_default(),
            "after" => {
                search.place =
                    Cursor::from_address(&value).map_or(PagePosition::First, PagePosition::After);
            }
            "before" => {
                search.place =
                    Cursor::from_address(&value).map_or(PagePosition::First, PagePosition::Before);
            }
            "last" => search.place = PagePosition::Last,
            _ => {}
        }
    }
    search
}

/// The query that asks for it.
fn query(search: &UserSearch) -> String {
    let mut fields = Vec::new();
    if !search.text.is_empty() {
        fields.push(("search", search.text.clone()));
    }
    if let Some(filter) = search.filter {
        fields.push(("status", filter.as_str().to_owned()));
    }
    if search.sort != Sort::default() {
        fields.push(("sort", search.sort.as_str().to_owned()));
    }
    match &search.place {
        PagePosition::First => {}
        PagePosition::After(mark) => fields.push(("after", mark.to_address())),
        PagePosition::Before(mark) => fields.push(("before", mark.to_address())),
        PagePosition::Last => fields.push(("last", String::new())),
    }
    serde_urlencoded::to_string(fields).unwrap_or_default()
}

/// The address that asks for it.
pub(super) fn address(search: &UserSearch) -> String {
    at(routes::ADMIN_USERS, search)
}

/// Where the form is sent whose page, if it comes back, shows the same users.
pub(super) fn action_address(search: &UserSearch) -> String {
    at(routes::ADMIN_USERS_ACTION, search)
}

fn at(path: &str, search: &UserSearch) -> String {
    match query(search) {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// A filter, as administrators read it.
pub(super) fn label(t: Texts, filter: Filter) -> &'static str {
    match filter {
        Filter::Active => t.status_active(),
        Filter::Inactive => t.status_inactive(),
        Filter::Locked => t.users_locked(),
        Filter::MustChange => t.users_must_change(),
        Filter::NeverLoggedIn => t.users_never(),
    }
}
