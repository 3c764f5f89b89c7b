//! What of the guided check the server knows by itself, and the way on.

use accounts::reports::LastTry;
use leptos::prelude::*;
use model::browser::{self, Support};
use model::lockout::Remaining;
use model::timestamp::Timestamp;

use crate::context::{caller, locale, page_facts};
use crate::error::{about, in_words};
use crate::form::FormState;
use crate::routes;
use crate::ui::contact::contact_details;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::plain_field::PlainField;
use crate::ui::verdict::Verdict;

/// The point about a locked account.
pub(super) fn lock() -> impl IntoView {
    let known = page_facts();
    point(
        "A locked account",
        lock_of(known.last_try, known.now),
        view! { <p><a href=routes::HELP_LOCKED>"Why login names get locked"</a></p> },
    )
}

fn lock_of(last_try: Option<LastTry>, now: Timestamp) -> Verdict {
    let Some(last) = last_try else {
        return Verdict::look(
            "This browser has not tried to log in today. After too many wrong tries the login \
            screen says that the name is locked, and for how long.",
        );
    };
    let ago = about(now.since(last.at));
    match last.lock {
        None => Verdict::fine(format!(
            "The login name that was tried here {ago} ago is not locked now."
        )),
        Some(Remaining::Until(_, wait)) => Verdict::found(format!(
            "The login name that was tried here {ago} ago is locked after too many wrong tries. \
            Wait {}; a new password unlocks it too.",
            in_words(wait),
        )),
        Some(Remaining::UntilUnlocked) => Verdict::found(
            "The login name that was tried here is locked after too many wrong tries, until the \
            password is reset or an administrator unlocks it.",
        ),
    }
}

/// The point about another browser.
pub(super) fn browser() -> impl IntoView {
    let user_agent = caller().map(|caller| caller.client.user_agent);
    point(
        "Another browser",
        browser_of(&user_agent.unwrap_or_default()),
        view! {
            <p>
                "Try another one on the same computer: what is stored in this one may be in the \
                way. "
                <a href=routes::HELP_BROWSERS>"Supported Web Browsers"</a>
            </p>
        },
    )
}

fn browser_of(user_agent: &str) -> Verdict {
    let name = browser::in_words(user_agent);
    match browser::support(user_agent) {
        Support::Supported => Verdict::fine(format!("This is {name}, which is supported.")),
        Support::TooOld(supported) => Verdict::found(format!(
            "This is {name}, in a version older than {}. Update it, or try another browser.",
            supported.since_in_words(),
        )),
        Support::Unknown => Verdict::look(format!(
            "This is {name}. Nobody has tried whether it works here; try another browser too."
        )),
    }
}

fn point(title: &'static str, verdict: Verdict, more: impl IntoView) -> impl IntoView {
    let (class, sign) = (format!("point {}", verdict.class()), verdict.sign());
    view! {
        <div class=class>
            <span class="sign" aria-hidden="true">{sign}</span>
            <div>
                <h2>{title}</h2>
                <p>{verdict.text()}</p>
                {more}
            </div>
        </div>
    }
}

/// What to do if it is none of the points.
pub(super) fn way_on() -> impl IntoView {
    let settings = page_facts().settings;
    let reset = settings.allows_reset().then(|| {
        view! {
            <p>
                "If your account has an e-mail address that you can read, choose a new password. \
                That unlocks the account too, and the mail tells you your login name."
            </p>
            <p><a class="button" href=routes::RESET_PASSWORD>"Reset your password by mail"</a></p>
        }
    });
    view! {
        <section>
            <h2>"None of these?"</h2>
            {reset}
            <p>
                {if settings.allows_reset() { "Or ask" } else { "Ask" }}
                " your administrator, who can find your login name, unlock it, and let you choose a \
                new password. Nobody can look up the one that you have."
            </p>
            {contact_details(&settings.contact(locale()))}
        </section>
        {report()}
        <p><a href=routes::LOGIN>"Back to the login screen"</a></p>
    }
}

/// What to hand to the administrator.
fn report() -> impl IntoView {
    let state = FormState::of_request();
    view! {
        <section>
            <h2>"A report for your administrator"</h2>
            <p>
                "It holds what this page found, your browser, the time, and a code by which your \
                administrator finds your tries. Never a password, nor what you typed above."
            </p>
            <ErrorSummary error=state.error/>
            <form method="post" action=routes::TROUBLE novalidate>
                <PlainField
                    label="Login Name that you tried"
                    name="tried_name"
                    autocomplete="username"
                    value=state.typed("tried_name")
                    hint="May be left empty."
                    optional=true
                    error=state.of_field("tried_name")
                />
                <input type="hidden" name="findings" id=super::page::FINDINGS value=""/>
                <button type="submit" class="primary">"Make a Report"</button>
            </form>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::timestamp::Duration;

    #[test]
    fn a_lock_is_told_and_so_is_that_there_is_none() {
        let now = Timestamp(1_700_000_000_000);
        let at = now.before(Duration::minutes(5));
        let said = |lock| {
            let verdict = lock_of(Some(LastTry { at, lock }), now);
            (verdict.class(), verdict.text())
        };
        assert_eq!(lock_of(None, now).class(), "look");
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
    }

    #[test]
    fn an_old_browser_is_told_which_version_it_needs() {
        let old = "Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0";
        let verdict = browser_of(old);
        assert_eq!(verdict.class(), "found");
        let text = verdict.text();
        assert!(
            text.contains("Firefox on Windows, in a version older than 126."),
            "{text}"
        );
        assert_eq!(browser_of("curl/8.5.0").class(), "look");
    }
}
