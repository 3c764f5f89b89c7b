//! What the browser finds out about itself. What the server knows stands there before.

use leptos::prelude::*;
use model::finding::{CheckResult, SelfCheck};
use model::timestamp::{Duration, Timestamp};
use web_sys::HtmlElement;

use super::View;
#[cfg(feature = "ssr")]
use super::verdict::line;
use super::verdict::{PointVerdict, show_verdict};
use crate::words::t;

/// A clock that is wrong by more makes certificates and links look expired.
const CLOCK_TOLERANCE: Duration = Duration::minutes(5);

/// The lines. All of it in one is the [point](super::verdict::point) `self-test` of the page.
#[cfg(feature = "ssr")]
#[component]
pub(crate) fn SelfTest() -> impl IntoView {
    let (t, now) = (t(), crate::context::portal().now);
    let cookies = match cookies_came_back() {
        true => "fine",
        false => "wrong",
    };
    let before = [
        (
            SelfCheck::Scripts,
            t.trouble_scripts(),
            t.trouble_scripts_look().to_owned(),
        ),
        (
            SelfCheck::Connection,
            t.trouble_connection(),
            t.trouble_connection_look().to_owned(),
        ),
        (
            SelfCheck::Clock,
            t.trouble_clock(),
            t.trouble_clock_look(t.moment(now)),
        ),
        (
            SelfCheck::Storage,
            t.trouble_storage(),
            t.trouble_storage_look().to_owned(),
        ),
    ];
    let before = before
        .map(|(check, title, text)| line(Some(check.as_str()), title, &PointVerdict::look(text)));
    view! {
        <ul
            class="lines"
            data-island="self-test"
            data-moment=now.0
            data-cookies=cookies
            data-texts=super::texts(&[texts::VERDICT, texts::SELF_TEST, texts::TIME])
        >
            {cookies_line()}
            {before.collect_view()}
        </ul>
    }
}

/// What the server found of cookies, in a line. It has this page opened twice before that says anything.
#[cfg(feature = "ssr")]
pub(crate) fn cookies_line() -> impl IntoView {
    let t = t();
    let verdict = match cookies_came_back() {
        true => PointVerdict::fine(t.trouble_cookies_fine()),
        false => PointVerdict::problem(t.trouble_cookies_found()),
    };
    line(None, t.trouble_cookies(), &verdict)
}

#[cfg(feature = "ssr")]
fn cookies_came_back() -> bool {
    crate::context::caller().is_ok_and(|caller| caller.sends_cookies())
}

pub(super) fn wake(view: &View, root: &HtmlElement) -> Option<()> {
    let written = root.dataset();
    let moment = Timestamp(written.get("moment")?.parse().ok()?);
    let cookies = match written.get("cookies")?.as_str() {
        "fine" => CheckResult::Fine,
        _ => CheckResult::Wrong,
    };
    let t = t();
    let lines = [
        (
            SelfCheck::Scripts,
            PointVerdict::fine(t.self_test_scripts_fine()),
        ),
        (SelfCheck::Connection, connection()),
        (SelfCheck::Clock, clock((view.host.shown_since)(), moment)),
        (SelfCheck::Storage, storage()),
    ];
    let mut found = vec![(SelfCheck::Cookies, cookies)];
    for (check, verdict) in lines {
        match verdict {
            PointVerdict::Problem(_) => found.push((check, CheckResult::Wrong)),
            PointVerdict::Fine(_) => found.push((check, CheckResult::Fine)),
            PointVerdict::Look(_) => {}
        }
        show_verdict(check.as_str(), move || verdict.clone());
    }
    let wrong = found.iter().any(|(_, found)| *found == CheckResult::Wrong);
    show_verdict("self-test", move || match wrong {
        true => PointVerdict::problem(t.self_test_found()),
        false => PointVerdict::fine(t.self_test_fine()),
    });
    view.add_finder(move |findings| {
        for (check, found) in &found {
            findings.add(*check, *found);
        }
    });
    Some(())
}

fn connection() -> PointVerdict {
    if window().is_secure_context() {
        PointVerdict::fine(t().self_test_connection_fine())
    } else {
        PointVerdict::problem(t().self_test_connection_found())
    }
}

fn storage() -> PointVerdict {
    const KEY: &str = "latchkey-self-test";
    let storage = window().local_storage().ok().flatten();
    let kept = storage.is_some_and(|storage| {
        let kept = storage.set_item(KEY, "").is_ok();
        // There is nothing to take away if it was not kept.
        let _ = storage.remove_item(KEY);
        kept
    });
    if kept {
        PointVerdict::fine(t().self_test_storage_fine())
    } else {
        PointVerdict::look(t().self_test_storage_off())
    }
}

/// Compares the clocks as they were when the page was asked for.
fn clock(shown_since: f64, servers: Timestamp) -> PointVerdict {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "milliseconds since 1970 are whole numbers of this size"
    )]
    let own = Timestamp((js_sys::Date::now() - shown_since) as i64);
    let t = t();
    let (fast, slow) = (own.since(servers), servers.since(own));
    if fast > CLOCK_TOLERANCE {
        PointVerdict::problem(t.self_test_clock_fast(t.about(fast)))
    } else if slow > CLOCK_TOLERANCE {
        PointVerdict::problem(t.self_test_clock_slow(t.about(slow)))
    } else {
        PointVerdict::fine(t.self_test_clock_fine())
    }
}
