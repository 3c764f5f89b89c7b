//! The HTML document round every page.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, provide_meta_context};

use crate::app::App;
use crate::context::page_facts;
use crate::request;
use crate::routes;

/// The whole document.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    provide_meta_context();
    let live = !request::is_still(&request::path());
    let admin = request::path()
        .starts_with(routes::ADMIN_USERS)
        .then(|| view! { <script src="/admin.js" defer nonce=use_nonce()></script> });
    let accent = page_facts().settings.accent().map(|colour| {
        let digits = colour.to_string();
        let address = format!("{}?{}", routes::ACCENT, digits.trim_start_matches('#'));
        view! { <link rel="stylesheet" href=address/> }
    });
    let scripts = live.then(|| view! { <HydrationScripts options=options.clone()/> });
    view! {
        <!DOCTYPE html>
        <html lang="en" data-least=page_facts().policy.min_length>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                <HashedStylesheet options/>
                {accent}
                {scripts}
                {admin}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
