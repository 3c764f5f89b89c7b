//! What stands round the content of a page.

use leptos::prelude::*;

use super::still::still;
#[cfg(feature = "ssr")]
use crate::context::page_facts;
use crate::routes;

/// A page before login: one narrow column.
#[component]
pub(crate) fn NarrowPage(
    /// The heading, and the first part of the title.
    heading: &'static str,
    children: Children,
) -> impl IntoView {
    frame(heading, "narrow", false, children())
}

/// A page after login: as wide as it needs.
#[component]
pub(crate) fn WidePage(
    /// The heading, and the first part of the title.
    heading: &'static str,
    children: Children,
) -> impl IntoView {
    frame(heading, "wide", true, children())
}

fn frame(
    heading: &'static str,
    width: &'static str,
    logged_in: bool,
    content: AnyView,
) -> impl IntoView {
    #[cfg(feature = "ssr")]
    leptos_meta::Title(
        leptos_meta::TitleProps::builder()
            .text(format!(
                "{heading} · {}",
                page_facts().settings.portal_name()
            ))
            .build(),
    );
    view! {
        <header class="masthead" inner_html=still(move || masthead(logged_in))></header>
        <main class=width id="main">
            <h1>{heading}</h1>
            {content}
        </main>
    }
}

fn masthead(logged_in: bool) -> impl IntoView {
    let log_out = logged_in.then(|| {
        view! {
            <form method="post" action=routes::LOGOUT>
                <button type="submit" class="quiet">"Log Out"</button>
            </form>
        }
    });
    view! {
        {brand()}
        {logged_in.then(sections)}
        {log_out}
    }
}

/// The portal's picture and name.
#[cfg(feature = "ssr")]
fn brand() -> impl IntoView {
    let facts = page_facts();
    let picture = match &facts.logo {
        Some(print) => view! { <img src=format!("{}?{print}", routes::LOGO) alt=""/> }.into_any(),
        None => view! {
            <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
                <path d="M14.5 3a6.5 6.5 0 0 0-6.2 8.4L2 17.7V22h4.3v-2.6h2.6v-2.6h2.2l1.5-1.5A6.5 6.5 0 1 0 14.5 3Zm2 3.2a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6Z"/>
            </svg>
        }
        .into_any(),
    };
    view! { <p class="brand">{picture} {facts.settings.portal_name().to_owned()}</p> }
}

/// See the server's.
#[cfg(not(feature = "ssr"))]
const fn brand() {}

/// Where administrators go.
#[cfg(feature = "ssr")]
fn sections() -> impl IntoView {
    use crate::context::visitor;
    use crate::request::path;
    let admin = visitor().is_ok_and(|visitor| visitor.admin().is_some());
    let sections = [
        (routes::ADMIN_USERS, "Users"),
        (routes::ADMIN_MAIL, "Mail"),
        (routes::ADMIN_LOG, "Audit Log"),
        (routes::ADMIN_SETTINGS, "Settings"),
        (routes::ACCOUNT, "Account"),
    ];
    let here = path();
    let link = move |(address, label): (&'static str, &'static str)| {
        let current = here.starts_with(address).then_some("page");
        view! { <a href=address aria-current=current>{label}</a> }
    };
    admin.then(|| {
        view! { <nav class="sections" aria-label="Sections">{sections.map(link).collect_view()}</nav> }
    })
}

/// See the server's.
#[cfg(not(feature = "ssr"))]
const fn sections() {}
