//! A table of tries to log in.

use accounts::tries::LoginRecord;
use leptos::prelude::*;
use model::finding::Found;

use crate::islands::moment;
use crate::ui::table::table;
use crate::words::{self, t};

/// Tries, in the order in which they come.
pub(crate) fn tries(tries: Vec<LoginRecord>) -> impl IntoView {
    let t = t();
    let headings = [
        t.tries_when(),
        t.tries_result(),
        t.tries_warned(),
        t.tries_browser(),
        t.tries_address(),
    ];
    if tries.is_empty() {
        return view! { <p>{t.tries_none()}</p> }.into_any();
    }
    let row = move |tried: LoginRecord| {
        let outcome = words::outcome(t, tried.outcome);
        let result = match tried.times {
            1 => outcome.to_owned(),
            times => t.tries_times(times, outcome),
        };
        let warned: Vec<_> = tried
            .noticed
            .iter()
            .filter(|(_, found)| *found == Found::Wrong)
            .map(|(check, _)| words::check(t, check))
            .collect();
        let browser = t.browser(&tried.user_agent);
        let browser = match tried.known_browser {
            true => t.tries_known(browser),
            false => browser,
        };
        view! {
            <tr>
                <th scope="row" class="moment">{moment(t, tried.last_at)}</th>
                <td>{result}</td>
                <td>{warned.join(", ")}</td>
                <td>{browser}</td>
                <td>{tried.client_address}</td>
            </tr>
        }
    };
    let rows = tries.into_iter().map(row).collect_view();
    table(t.tries_caption(), &headings, rows).into_any()
}
