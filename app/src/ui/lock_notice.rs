//! What somebody can do whose login name is locked, with a countdown.
//!
//! Without the WebAssembly it stands still and is right: the moment is named. With it the seconds
//! run down by the browser's own clock, whatever the server's says, and are not announced one by
//! one; the end is. The same is shown whether anybody has that login name or not.

use leptos::leptos_dom::helpers::{IntervalHandle, set_interval_with_handle};
use leptos::prelude::*;
use model::lockout::Remaining;
use model::timestamp::{Duration, Timestamp};
use texts::{link, sentences};

use crate::error::AppError;
use crate::routes;
use crate::words::t;

/// Twice a second: a second that a busy browser passes over is never seen.
const TICK: std::time::Duration = std::time::Duration::from_millis(500);

/// Stands under the error of a try that was turned away.
#[component]
pub(crate) fn LockNotice(
    /// The error of the last try.
    error: Signal<Option<AppError>>,
    /// Set once the countdown has come to its end.
    over: RwSignal<bool>,
) -> impl IntoView {
    let t = t();
    let lock = Memo::new(move |_| {
        error.with(|error| {
            let error = error.as_ref()?;
            Some((matches!(error, AppError::Locked(_)), error.remaining()?))
        })
    });
    Effect::new(move || {
        lock.track();
        over.set(false);
    });
    view! {
        {move || lock.get().filter(|_| !over.get()).map(|(name, wait)| advice(name, wait, over))}
        <p class=move || if over.get() { "again" } else { "visually-hidden" } role="status">
            {move || if over.get() { t.lock_again() } else { "" }}
        </p>
    }
}

/// `name`: it is the name that is locked, not the network.
fn advice(name: bool, remaining: Remaining, over: RwSignal<bool>) -> AnyView {
    let countdown = match remaining {
        Remaining::Until(end, wait) => Some(countdown(end, wait, over)),
        Remaining::UntilUnlocked => None,
    };
    let t = t();
    let known = match name {
        true => t.lock_known_name(),
        false => t.lock_known_network(),
    };
    let (before, why, after) = link(t.lock_meanwhile());
    view! {
        <section class="lock">
            {countdown}
            <p>
                {sentences([known, before])} <a href=routes::HELP_LOCKED>{why}</a> {after}
            </p>
        </section>
    }
    .into_any()
}

fn countdown(end: Timestamp, wait: Duration, over: RwSignal<bool>) -> AnyView {
    let t = t();
    let (left, set_left) = signal(wait.as_seconds_up());
    let (moment, set_moment) = signal(utc(end));
    let timer = StoredValue::new(None::<IntervalHandle>);
    let stop = move || {
        if let Some(Some(timer)) = timer.try_update_value(Option::take) {
            timer.clear();
        }
    };
    Effect::new(move || {
        // From when the browser knows of it: the countdown may end late by as much as the page
        // took to arrive, but never too early.
        #[allow(clippy::cast_precision_loss, reason = "a day in milliseconds is exact")]
        let deadline = js_sys::Date::now() + wait.as_milliseconds() as f64;
        set_moment.set(local(deadline));
        let tick = move || {
            #[allow(
                clippy::cast_possible_truncation,
                reason = "at most a day in milliseconds"
            )]
            let milliseconds = (deadline - js_sys::Date::now()) as i64;
            set_left.set(milliseconds.max(0).saturating_add(999) / 1000);
            if milliseconds <= 0 {
                stop();
                over.set(true);
            }
        };
        timer.set_value(set_interval_with_handle(tick, TICK).ok());
    });
    on_cleanup(stop);
    view! {
        <p class="countdown" role="timer">{move || clock(left.get())}</p>
        <p>{move || t.lock_until(moment.get())}</p>
    }
    .into_any()
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

/// The server does not know the visitor's time zone. A minute that has begun is rounded up.
#[cfg(feature = "ssr")]
fn utc(end: Timestamp) -> String {
    let full = end.after(Duration::seconds(59)).rfc3339();
    t().lock_utc(&full[11..16])
}

/// The browser says it by the visitor's own clock at once.
#[cfg(not(feature = "ssr"))]
const fn utc(_end: Timestamp) -> String {
    String::new()
}

/// By the visitor's own clock, in milliseconds since 1970.
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
