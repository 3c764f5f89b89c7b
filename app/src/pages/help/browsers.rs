//! Supported browsers, and what has to be switched on in them.

use leptos::prelude::*;
use model::browser::{SUPPORTED, Supported};

use crate::routes;
use crate::ui::frame::NarrowPage;

/// Cookies, by browser: how they are allowed.
const COOKIES: &[(&str, &str)] = &[
    (
        "Chrome",
        "⋮ > Settings > Privacy and security > Third-party cookies, and Site settings for this site",
    ),
    ("Edge", "⋯ > Settings > Cookies and site permissions"),
    (
        "Firefox",
        "☰ > Settings > Privacy & Security > Cookies and Site Data",
    ),
    (
        "Safari on a Mac",
        "Safari > Settings > Privacy: Block all cookies must be off",
    ),
    (
        "iPhone and iPad",
        "Settings > Apps > Safari > Advanced: Block All Cookies must be off",
    ),
];

/// The article.
#[component]
pub(crate) fn BrowsersHelpPage() -> impl IntoView {
    let version = |browser: Supported| {
        view! { <li>{browser.name} " " {browser.since_in_words()} " or newer"</li> }
    };
    let cookies = |(browser, how): &(&'static str, &'static str)| {
        view! {
            <dt>{*browser}</dt>
            <dd>{*how}</dd>
        }
    };
    view! {
        <NarrowPage heading="Supported Web Browsers">
            <ul>{SUPPORTED.map(version).collect_view()}</ul>
            <p>
                "Others are not shut out: logging in, and everything else, works in any browser that \
                sends forms and keeps cookies. What warns you while you type needs JavaScript and \
                WebAssembly."
            </p>
            <h2>"Cookies"</h2>
            <p>"They must be allowed for this site. Cookies of other sites are not needed."</p>
            <dl class="details">{COOKIES.iter().map(cookies).collect_view()}</dl>
            <h2>"If it still does not work"</h2>
            <ul>
                <li>"Load the page anew: Control and F5, on a Mac Command, Shift and R."</li>
                <li>"Try a private window: it does without what is stored, and without most extensions."</li>
                <li>"Try another browser on the same computer."</li>
                <li>"Look at the computer's date and time: a wrong clock makes safe sites look unsafe."</li>
                <li>"On a company's network, a filter may be in the way: try another network, such as your telephone's."</li>
            </ul>
            <p>
                <a href=routes::TROUBLE>"Having Trouble Logging In?"</a>
            </p>
            <p><a href=routes::LOGIN>"Back to the login screen"</a></p>
        </NarrowPage>
    }
}
