//! What stands round the content of a page.

use leptos::prelude::*;

use crate::context::portal;
use crate::routes;
use crate::words::t;

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
    set_title(heading);
    view! {
        <header class="masthead">{masthead(logged_in)}</header>
        <main class=width id="main">
            <h1>{heading}</h1>
            {content}
        </main>
        <footer class="foot">{preferences()}</footer>
    }
}

/// Names the page and the portal. `leptos_meta` writes the text into the page as it is, so it is escaped here.
fn set_title(heading: &str) {
    let facts = portal();
    let title = format!("{heading} · {}", facts.settings.portal_name());
    let title = html_escape::encode_text(&title).into_owned();
    leptos_meta::Title(leptos_meta::TitleProps::builder().text(title).build());
}

/// The languages and the looks that somebody may choose.
fn preferences() -> impl IntoView {
    use crate::context::{caller, locale};
    use crate::request::address;
    use crate::theme::Theme;
    use model::locale::Locale;
    let t = t();
    let theme = caller().ok().and_then(|caller| caller.theme);
    let button = |name, value, label: &'static str, lang: Option<&'static str>, chosen: bool| {
        let current = chosen.then_some("true");
        view! {
            <button type="submit" class="link" name=name value=value lang=lang aria-current=current>
                {label}
            </button>
        }
    };
    let languages = Locale::ALL.map(|it| {
        let tag = it.tag();
        button("language", tag, it.name(), Some(tag), it == locale())
    });
    let looks = Theme::ALL.map(|it| {
        let label = match it {
            Theme::Auto => t.frame_as_system(),
            Theme::Light => t.frame_light(),
            Theme::Dark => t.frame_dark(),
        };
        button(
            "theme",
            it.as_str(),
            label,
            None,
            it == theme.unwrap_or(Theme::Auto),
        )
    });
    // On every page before login; there it stands within the text.
    let here = crate::request::path();
    let within = [routes::LOGIN, routes::TROUBLE].contains(&here.as_str())
        || here.starts_with("/help/")
        || crate::context::current_user().is_ok();
    let trouble = (!within).then(|| {
        view! { <p><a href=routes::TROUBLE>{t.common_trouble()}</a></p> }
    });
    view! {
        {trouble}
        <form method="post" action=routes::PREFERENCES>
            <input type="hidden" name="back" value=address()/>
            <div class="choices" role="group" aria-label=t.frame_language()>{languages.into_view()}</div>
            <div class="choices" role="group" aria-label=t.frame_looks()>{looks.into_view()}</div>
        </form>
    }
}

fn masthead(logged_in: bool) -> impl IntoView {
    let log_out = logged_in.then(|| {
        view! {
            <form method="post" action=routes::LOGOUT>
                <button type="submit" class="quiet">{t().frame_log_out()}</button>
            </form>
        }
    });
    let skip = logged_in.then(|| view! { <a class="skip" href="#main">{t().frame_skip()}</a> });
    view! {
        {skip}
        {brand()}
        {logged_in.then(sections)}
        {log_out}
        {logged_in.then(unnamed_proxy)}
    }
}

/// What an operator has to know: without it everybody is one address.
fn unnamed_proxy() -> impl IntoView {
    let proxy = portal().unnamed_proxy;
    proxy.map(|proxy| view! { <p class="notice">{t().frame_unnamed_proxy(proxy)}</p> })
}

/// The portal's picture and name.
fn brand() -> impl IntoView {
    let facts = portal();
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

/// Where administrators go.
fn sections() -> impl IntoView {
    use crate::context::current_user;
    use crate::request::path;
    let admin = current_user().is_ok_and(|current_user| current_user.admin().is_some());
    let t = t();
    let sections = [
        (routes::ADMIN_USERS, t.common_users()),
        (routes::ADMIN_MAIL, t.common_mail()),
        (routes::ADMIN_LOG, t.common_log()),
        (routes::ADMIN_SETTINGS, t.common_settings()),
        (routes::ACCOUNT, t.common_account()),
    ];
    let here = path();
    let link = move |(address, label): (&'static str, &'static str)| {
        let current = here.starts_with(address).then_some("page");
        view! { <a href=address aria-current=current>{label}</a> }
    };
    admin.then(|| {
        view! { <nav class="sections" aria-label=t.frame_sections()>{sections.map(link).collect_view()}</nav> }
    })
}
