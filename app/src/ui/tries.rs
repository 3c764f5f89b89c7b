//! A table of tries to log in.

use accounts::tries::LoginRecord;
use leptos::prelude::*;
use model::browser;
use model::finding::Found;

use crate::pages::trouble::report::title;
use crate::ui::table::table;

/// Tries, in the order in which they come.
pub(crate) fn tries(tries: Vec<LoginRecord>) -> impl IntoView {
    const HEADINGS: &[&str] = &[
        "When",
        "Result",
        "What the browser warned of",
        "Browser",
        "Address",
    ];
    if tries.is_empty() {
        return view! { <p>"None."</p> }.into_any();
    }
    let row = |tried: LoginRecord| {
        let times = match tried.times {
            1 => String::new(),
            times => format!(", {times} times"),
        };
        let warned: Vec<_> = tried
            .noticed
            .iter()
            .filter(|(_, found)| *found == Found::Wrong)
            .map(|(check, _)| title(check))
            .collect();
        let known = if tried.known_browser { ", known" } else { "" };
        view! {
            <tr>
                <th scope="row">{tried.last_at.in_words()}</th>
                <td>{tried.outcome.to_string()} {times}</td>
                <td>{warned.join(", ")}</td>
                <td>{browser::in_words(&tried.user_agent)} {known}</td>
                <td>{tried.client_address}</td>
            </tr>
        }
    };
    let rows = tries.into_iter().map(row).collect_view();
    table("The last tries to log in", HEADINGS, rows).into_any()
}
