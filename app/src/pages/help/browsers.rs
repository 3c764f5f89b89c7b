//! Supported browsers, and what has to be switched on in them.

use leptos::prelude::*;
use model::browser::{Engine, SUPPORTED, Supported};

use crate::routes;
use crate::ui::frame::NarrowPage;
use crate::words::t;

/// The article.
pub(super) fn view() -> impl IntoView {
    let t = t();
    let version = move |browser: Supported| {
        let name = match browser.engine {
            Engine::Chromium => t.help_chromium(),
            Engine::Firefox => "Firefox",
            Engine::Safari => "Safari",
            Engine::Ios => t.help_ios(),
        };
        view! { <li>{t.help_or_newer(name, browser.since_in_words())}</li> }
    };
    let cookies = [
        ("Chrome", t.help_cookies_chrome()),
        ("Edge", t.help_cookies_edge()),
        ("Firefox", t.help_cookies_firefox()),
        (t.help_safari_mac(), t.help_cookies_safari()),
        (t.help_iphone_ipad(), t.help_cookies_ios()),
    ];
    let cookies = cookies.map(|(browser, how)| {
        view! {
            <dt>{browser}</dt>
            <dd>{how}</dd>
        }
    });
    view! {
        <NarrowPage heading=t.trouble_supported()>
            <ul>{SUPPORTED.map(version).collect_view()}</ul>
            <p>{t.help_others()}</p>
            <h2>{t.trouble_cookies()}</h2>
            <p>{t.help_cookies()}</p>
            <dl class="details">{cookies.collect_view()}</dl>
            <h2>{t.help_still()}</h2>
            <ul>
                <li>{t.help_reload()}</li>
                <li>{t.help_private()}</li>
                <li>{t.help_another()}</li>
                <li>{t.help_clock()}</li>
                <li>{t.help_network()}</li>
            </ul>
            <p>
                <a href=routes::TROUBLE>{t.common_trouble()}</a>
            </p>
            <p><a href=routes::LOGIN>{t.trouble_back_to_login()}</a></p>
        </NarrowPage>
    }
}
