//! The HTML document round every page.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, provide_meta_context};

use crate::app::App;
use crate::request;

/// The whole document.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    provide_meta_context();
    let live = !request::is_still(&request::path());
    let admin = request::path()
        .starts_with(crate::routes::ADMIN_USERS)
        .then(|| view! { <script src="/admin.js" defer nonce=use_nonce()></script> });
    let scripts = live.then(|| view! { <HydrationScripts options=options.clone()/> });
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                <HashedStylesheet options/>
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
