//! What somebody can do whose login name is locked, with a countdown.
//!
//! Without the WebAssembly it stands still and is right: the moment is named. With it the seconds run down by the
//! browser's own clock, whatever the server's says, and are not announced one by one; the end is. The same is shown
//! whether anybody has that login name or not.

use gloo_timers::callback::Interval;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use model::lockout::Remaining;
#[cfg(feature = "ssr")]
use model::timestamp::{Duration, Timestamp};
use web_sys::HtmlElement;

use super::View;
use crate::words::t;

/// Twice a second, in milliseconds: a second that a busy browser passes over is never seen.
const TICK: u32 = 500;

/// Stands under the error of an attempt that was turned away.
#[cfg(feature = "ssr")]
#[component]
pub(crate) fn LockNotice(
    /// It is the name that is locked, not the network.
    name: bool,
    /// For how long.
    remaining: Remaining,
) -> impl IntoView {
    use crate::routes;
    use texts::{link, sentences};
    let t = t();
    let (left, countdown) = match remaining {
        Remaining::UntilUnlocked => (None, None),
        Remaining::Until(end, wait) => {
            let view = view! {
                <p class="countdown" role="timer">{clock(wait.as_seconds_up())}</p>
                <p class="until">{t.lock_until(utc(end))}</p>
            };
            (Some(wait.as_seconds_up()), Some(view))
        }
    };
    let known = match name {
        true => t.lock_known_name(),
        false => t.lock_known_network(),
    };
    let (before, why, after) = link(t.lock_meanwhile());
    view! {
        <section
            class="lock"
            data-island=left.map(|_| "lock")
            data-left=left
            data-texts=super::texts(&[texts::LOCK])
        >
            {countdown}
            <p>
                {sentences([known, before])} <a href=routes::HELP_LOCKED>{why}</a> {after}
            </p>
        </section>
        <p class="visually-hidden" role="status" id="again"></p>
    }
}

pub(super) fn wake(view: &View, root: &HtmlElement) -> Option<()> {
    // A whole number: reading any other takes 10 kB of tables.
    let left: u32 = root.dataset().get("left")?.parse().ok()?;
    let find = |selector| root.query_selector(selector).ok()?;
    let (countdown, until) = (find(".countdown")?, find(".until")?);
    // From when the browser knows of it: the countdown may end late by as much as the page took to arrive, but
    // never too early.
    let deadline = js_sys::Date::now() + 1000.0 * f64::from(left);
    until.set_text_content(Some(&t().lock_until(local(deadline))));
    let timer = StoredValue::new_local(None::<Interval>);
    let (over, root) = (view.lock_is_over, root.clone());
    let tick = move || {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "at most a day in milliseconds"
        )]
        let left = (deadline - js_sys::Date::now()) as i64;
        countdown.set_text_content(Some(&clock(left.max(0).saturating_add(999) / 1000)));
        if left <= 0 {
            timer.set_value(None);
            over.set(true);
            end(&root);
        }
    };
    timer.set_value(Some(Interval::new(TICK, tick)));
    Some(())
}

/// What is over is not told any more; that it is, is.
fn end(root: &HtmlElement) {
    root.remove();
    if let Ok(Some(summary)) = document().query_selector(".summary") {
        summary.set_text_content(None);
    }
    if let Some(again) = document().get_element_by_id("again") {
        again.set_class_name("again");
        again.set_text_content(Some(t().lock_again()));
    }
}

/// Minutes and seconds, as on a kitchen clock; with hours where there are any.
fn clock(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// The server does not know the current user's time zone. A minute that has begun is rounded up.
#[cfg(feature = "ssr")]
fn utc(end: Timestamp) -> String {
    let full = end.after(Duration::seconds(59)).rfc3339();
    t().lock_utc(&full[11..16])
}

/// By the current user's own clock, in milliseconds since 1970.
fn local(moment: f64) -> String {
    let date = js_sys::Date::new(&(moment + 59_000.0).into());
    format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn time_is_written_as_people_read_it() {
        assert_eq!(clock(0), "0:00");
        assert_eq!(clock(179), "2:59");
        assert_eq!(clock(3_600), "1:00:00");
        assert_eq!(utc(Timestamp(1_700_000_000_000)), "22:14 UTC");
        assert_eq!(utc(Timestamp(0)), "00:00 UTC");
    }
}
