//! The HTML document round every page.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, HashedStylesheetProps, MetaTags, provide_meta_context};

use crate::app::App;
use crate::context::{caller, locale, page_facts};
use crate::cookies::Theme;
use crate::request;
use crate::routes;
use crate::ui::hydrated::GUARD;
use crate::words::{TEXTS, t};

/// The tag that loads the style sheet, for a page that is not rendered.
#[must_use]
pub fn stylesheet(options: LeptosOptions) -> String {
    let props = HashedStylesheetProps::builder().options(options).build();
    HashedStylesheet(props).to_html()
}

/// The whole document.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    provide_meta_context();
    let live = !request::is_still(&request::path());
    let still = (!live || request::path().starts_with(routes::ADMIN_USERS))
        .then(|| view! { <script src="/still.js" defer nonce=use_nonce()></script> });
    let accent = page_facts().settings.accent().map(|colour| {
        let digits = colour.to_string();
        let address = format!("{}?{}", routes::ACCENT, digits.trim_start_matches('#'));
        view! { <link rel="stylesheet" href=address/> }
    });
    let guard = live.then(|| view! { <script nonce=use_nonce() inner_html=GUARD></script> });
    let scripts = live.then(|| view! { <HydrationScripts options=options.clone()/> });
    // Read by the WebAssembly, which carries no texts itself.
    let texts = live.then(|| {
        view! { <script type="application/json" id=TEXTS nonce=use_nonce() inner_html=t().live_json()></script> }
    });
    let theme = caller().ok().and_then(|caller| caller.theme);
    view! {
        <!DOCTYPE html>
        <html
            lang=locale().tag()
            data-theme=theme.map(Theme::as_str)
            data-least=page_facts().policy.min_length
        >
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                <HashedStylesheet options/>
                {accent}
                {guard}
                {texts}
                {scripts}
                {still}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
