//! What of the guided check the server knows by itself, and the way on.

use accounts::reports::LastAttempt;
use leptos::prelude::*;
use model::browser::{Support, support};
use model::lockout::Remaining;
use model::timestamp::Timestamp;
use texts::Texts;

use crate::context::{caller, locale, portal};
use crate::form::{FormState, Returned};
use crate::islands::TextField;
use crate::islands::{FindingsField, PointVerdict, cookies_line, line, point};
use crate::routes;
use crate::ui::contact::contact_details;
use crate::ui::error_summary::ErrorSummary;
use crate::words::t;

/// The point about a locked account.
pub(super) fn lock(last_attempt: Option<LastAttempt>) -> impl IntoView {
    let t = t();
    point(
        None,
        t.trouble_lock(),
        &lock_of(t, last_attempt, portal().now),
        view! { <p><a href=routes::HELP_LOCKED>{t.trouble_lock_why()}</a></p> },
    )
}

fn lock_of(t: Texts, last_attempt: Option<LastAttempt>, now: Timestamp) -> PointVerdict {
    let Some(last) = last_attempt else {
        return PointVerdict::look(t.trouble_lock_look());
    };
    let ago = t.about(now.since(last.at));
    match last.lock {
        None if last.was_rate_limited => PointVerdict::problem(t.trouble_lock_network(ago)),
        None => PointVerdict::fine(t.trouble_lock_fine(ago)),
        Some(Remaining::Until(_, wait)) => {
            PointVerdict::problem(t.trouble_lock_found(ago, t.wait(wait)))
        }
        Some(Remaining::UntilUnlocked) => PointVerdict::problem(t.trouble_lock_stays()),
    }
}

/// What of the browser the server judges, in a line each: for the login screen.
pub(crate) fn known_points() -> impl IntoView {
    let t = t();
    let user_agent = caller().map(|caller| caller.client.user_agent);
    // Whether cookies come back, only a form tells: a page may be the first that the browser sees.
    let came_back = use_context::<Returned>().is_some();
    let verdict = browser_of(t, &user_agent.unwrap_or_default());
    view! {
        {came_back.then(cookies_line)}
        {line(None, t.trouble_browser(), &verdict)}
    }
}

/// The point about another browser.
pub(super) fn browser() -> impl IntoView {
    let t = t();
    let user_agent = caller().map(|caller| caller.client.user_agent);
    point(
        None,
        t.trouble_browser(),
        &browser_of(t, &user_agent.unwrap_or_default()),
        view! {
            <p>
                {t.trouble_browser_advice()} " "
                <a href=routes::HELP_BROWSERS>{t.trouble_supported()}</a>
            </p>
        },
    )
}

fn browser_of(t: Texts, user_agent: &str) -> PointVerdict {
    let name = t.browser(user_agent);
    match support(user_agent) {
        Support::Supported => PointVerdict::fine(t.trouble_browser_fine(name)),
        Support::TooOld(supported) => {
            PointVerdict::problem(t.trouble_browser_old(name, supported.since_in_words()))
        }
        Support::Unknown => PointVerdict::look(t.trouble_browser_unknown(name)),
    }
}

/// What to do if it is none of the points.
pub(super) fn way_on() -> impl IntoView {
    let (t, settings) = (t(), portal().settings);
    let ask = match settings.allows_reset() {
        true => t.trouble_or_ask(),
        false => t.trouble_ask(),
    };
    let reset = settings.allows_reset().then(|| {
        view! {
            <p>{t.trouble_reset()}</p>
            <p><a class="button" href=routes::RESET_PASSWORD>{t.trouble_reset_link()}</a></p>
        }
    });
    view! {
        <section>
            <h2>{t.trouble_none()}</h2>
            {reset}
            <p>{ask}</p>
            {contact_details(&settings.contact(locale()))}
        </section>
        {report()}
        <p><a href=routes::LOGIN>{t.trouble_back_to_login()}</a></p>
    }
}

/// What to hand to the administrator.
fn report() -> impl IntoView {
    let (t, state) = (t(), FormState::from_request());
    view! {
        <section>
            <h2>{t.trouble_report()}</h2>
            <p>{t.trouble_report_holds()}</p>
            <ErrorSummary error=state.error()/>
            <form method="post" action=routes::TROUBLE novalidate>
                <TextField
                    label=t.trouble_tried_name()
                    name="tried_name"
                    autocomplete="username"
                    value=state.typed("tried_name")
                    hint=t.trouble_tried_name_hint()
                    optional=true
                    error=state.for_field("tried_name")
                />
                <FindingsField name="findings"/>
                <button type="submit" class="primary">{t.trouble_make_report()}</button>
            </form>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::locale::Locale;
    use model::timestamp::Duration;

    const ENGLISH: fn() -> Texts = || Texts::new(Locale::En);

    #[test]
    fn a_lock_is_told_and_so_is_that_there_is_none() {
        let now = Timestamp(1_700_000_000_000);
        let at = now.before(Duration::minutes(5));
        let said_of = |lock, was_rate_limited| {
            let last = LastAttempt {
                at,
                lock,
                was_rate_limited,
            };
            let verdict = lock_of(ENGLISH(), Some(last), now);
            (verdict.class(), verdict.text().to_owned())
        };
        let said = |lock| said_of(lock, false);
        assert_eq!(lock_of(ENGLISH(), None, now).class(), "look");
        let (class, text) = said(None);
        assert_eq!(class, "fine");
        assert_eq!(
            text,
            "The login name that was tried here 5 minutes ago is not locked now."
        );
        let end = now.after(Duration::minutes(3));
        let (class, text) = said(Some(Remaining::Until(end, Duration::minutes(3))));
        assert_eq!(class, "found");
        assert!(text.contains("Wait 3 minutes;"), "{text}");
        assert_eq!(said(Some(Remaining::UntilUnlocked)).0, "found");
        let (class, text) = said_of(None, true);
        assert_eq!(class, "found");
        assert!(text.contains("from your network"), "{text}");
    }

    #[test]
    fn an_old_browser_is_told_which_version_it_needs() {
        let old = "Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0";
        let verdict = browser_of(ENGLISH(), old);
        assert_eq!(verdict.class(), "found");
        let text = verdict.text();
        assert!(
            text.contains("Firefox on Windows, in a version older than 126."),
            "{text}"
        );
        assert_eq!(browser_of(ENGLISH(), "curl/8.5.0").class(), "look");
    }
}
