//! The HTML document round every page.

use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};

use crate::context::{caller, current_user, locale, portal};
use crate::files::Files;
use crate::islands::Written;
use crate::page::Shown;
use crate::routes;
use crate::theme::Theme;
use crate::words::t;

/// Runs before everything else on a page, and looks after it when the WebAssembly dies: a fault that nobody catches.
/// `data-hydrated` on `<html>` says that it is alive; the style sheet shows the buttons that do nothing without it only
/// then. Once it is dead, links and forms are the browser's again, and nobody is asked who may not be there any more;
/// a password that it had shown is hidden. Where the address and the view have parted, as it died between the two, the
/// page is loaded anew.
const GUARD: &str = "{let r=document.documentElement,d,\
    f=()=>{if(!r.hasAttribute('data-hydrated'))return;d=1;\
    for(let a of['hydrated','loading'])r.removeAttribute('data-'+a);\
    for(let i of document.querySelectorAll('[autocomplete$=-password]'))i.type='password';b()},\
    b=()=>{let v=document.getElementById('view');\
    if(!v.firstChild||v.dataset.at!=location.pathname+location.search)location.reload()};\
    for(let n of['click','submit','beforeunload'])addEventListener(n,e=>d&&e.stopImmediatePropagation(),true);\
    addEventListener('popstate',e=>d&&b());\
    for(let n of['error','unhandledrejection'])addEventListener(n,f)}";

/// The tag that loads the style sheet, for a page that is not rendered.
#[must_use]
pub fn stylesheet(files: &Files) -> String {
    format!("<link rel=\"stylesheet\" href=\"{}\">", files.style)
}

/// The whole document.
#[must_use]
pub fn shell(files: &Files) -> impl IntoView + use<> {
    provide_meta_context();
    provide_context(Written::default());
    let accent = portal().settings.accent().map(|colour| {
        let digits = colour.to_string();
        let address = format!("{}?{}", routes::ACCENT, digits.trim_start_matches('#'));
        view! { <link rel="stylesheet" id="accent" href=address/> }
    });
    let theme = caller().ok().and_then(|caller| caller.theme);
    // Tells the navigation whether it is the same person who logs in again.
    let somebody = current_user().ok().map(|current_user| current_user.user_id);
    // What the server loaded for this request.
    let page = use_context::<Shown>().and_then(|shown| shown.take());
    let Files {
        style,
        script,
        wasm,
    } = files.clone();
    let start =
        format!("import i,{{hydrate}}from'{script}';i({{module_or_path:'{wasm}'}}).then(hydrate)");
    view! {
        <!DOCTYPE html>
        <html lang=locale().tag() data-theme=theme.map(Theme::as_str)>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                // Before the style sheet, for which scripts wait.
                <script nonce=use_nonce()>{GUARD}</script>
                <link rel="stylesheet" href=style/>
                {accent}
                <link rel="modulepreload" href=script nonce=use_nonce()/>
                <link rel="preload" href=wasm r#as="fetch" type="application/wasm" crossorigin=""/>
                <script type="module" nonce=use_nonce()>{start}</script>
                <MetaTags/>
            </head>
            <body>
                <div id="view" lang=locale().tag() data-user=somebody>
                    {page}
                </div>
                <p id="announcer" class="visually-hidden" role="status"></p>
                <div id="message" role="alert" data-texts=t().written(&[texts::NAVIGATION])></div>
            </body>
        </html>
    }
}
