//! A table of attempts to log in.

use accounts::login::LoginRecord;
use leptos::prelude::*;
use model::finding::CheckResult;

use crate::islands::moment;
use crate::ui::table::table;
use crate::words::{self, t};

/// Attempts, in the order in which they come.
pub(crate) fn attempts(attempts: Vec<LoginRecord>) -> impl IntoView {
    let t = t();
    let headings = [
        t.attempts_when(),
        t.attempts_result(),
        t.attempts_warned(),
        t.attempts_browser(),
        t.attempts_address(),
    ];
    if attempts.is_empty() {
        return view! { <p>{t.attempts_none()}</p> }.into_any();
    }
    let row = move |tried: LoginRecord| {
        let outcome = words::outcome(t, tried.outcome);
        let result = match tried.times {
            1 => outcome.to_owned(),
            times => t.attempts_times(times, outcome),
        };
        let warned: Vec<_> = tried
            .noticed
            .iter()
            .filter(|(_, found)| *found == CheckResult::Wrong)
            .map(|(check, _)| words::check(t, check))
            .collect();
        let browser = t.browser(&tried.user_agent);
        let browser = match tried.known_browser {
            true => t.attempts_known(browser),
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
    let rows = attempts.into_iter().map(row).collect_view();
    table(t.attempts_caption(), &headings, rows).into_any()
}
