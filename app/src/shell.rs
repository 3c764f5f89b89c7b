//! The HTML document round every page.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, HashedStylesheetProps, MetaTags, provide_meta_context};

use crate::app::App;
use crate::context::{caller, locale, portal, visitor};
use crate::cookies::Theme;
use crate::islands::Written;
use crate::routes;
use crate::words::t;

/// Runs before everything else on a page. `data-hydrated` on `<html>` says that the WebAssembly has taken the page over:
/// the style sheet then shows the buttons that do nothing without it. A fault of the WebAssembly, one that nobody
/// catches, takes the word away: the page is what the server sent then, and its forms are sent by the browser itself;
/// whoever else listens to them is not asked, as there may be nobody behind them.
const GUARD: &str = "(()=>{\
    const root=document.documentElement,word='data-hydrated',end=()=>root.removeAttribute(word);\
    addEventListener('submit',e=>{root.hasAttribute(word)||e.stopImmediatePropagation()},true);\
    addEventListener('error',end);addEventListener('unhandledrejection',end)})()";

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
    provide_context(Written::default());
    let accent = portal().settings.accent().map(|colour| {
        let digits = colour.to_string();
        let address = format!("{}?{}", routes::ACCENT, digits.trim_start_matches('#'));
        view! { <link rel="stylesheet" id="accent" href=address/> }
    });
    let theme = caller().ok().and_then(|caller| caller.theme);
    // Tells the navigation whether it is the same person who logs in again.
    let somebody = visitor().ok().map(|visitor| visitor.user_id);
    view! {
        <!DOCTYPE html>
        <html lang=locale().tag() data-theme=theme.map(Theme::as_str)>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                <HashedStylesheet options=options.clone()/>
                {accent}
                <script nonce=use_nonce()>{GUARD}</script>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <div id="view" data-user=somebody>
                    <App/>
                </div>
                <p id="announcer" class="visually-hidden" role="status"></p>
                <div id="message" role="alert" data-texts=t().written(&[texts::NAVIGATION])></div>
            </body>
        </html>
    }
}
