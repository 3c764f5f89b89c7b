//! What administrators set.

use leptos::prelude::*;
use model::settings::Settings;

use super::field::field;
use super::words::{SECTIONS, Section};
use crate::context::{fault, page_facts, services};
use crate::error::AppError;
use crate::form::FormState;
use crate::request;
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::notice::{ErrorNotice, GoodNotice};

/// Where the page says that they are saved.
pub(super) const SAVED: &str = "/admin/settings?saved";

/// **Settings**
#[component]
pub(crate) fn SettingsPage() -> impl IntoView {
    let state = FormState::of_request();
    let saved = (request::query() == "saved").then(|| {
        view! { <GoodNotice message="Saved. All servers go by it within five seconds."/> }
    });
    view! {
        <WidePage heading="Settings">
            {saved}
            <ErrorSummary error=state.error/>
            <Suspense fallback=|| ()>
                {Suspend::new(async move {
                    match there().await {
                        Ok(there) => sections(&there, state).into_any(),
                        Err(error) => view! { <ErrorNotice message=error.to_string()/> }.into_any(),
                    }
                })}
            </Suspense>
        </WidePage>
    }
}

async fn there() -> Result<Settings, AppError> {
    let settings = services()?.accounts.newest_settings().await;
    settings.map_err(|error| fault(&error))
}

fn sections(there: &Settings, state: FormState) -> impl IntoView + use<> {
    let link = |section: &Section| {
        view! { <li><a href=format!("#{}", section.id)>{section.heading}</a></li> }
    };
    view! {
        <nav aria-label="Settings">
            <ul class="contents">{SECTIONS.iter().map(link).collect_view()}</ul>
        </nav>
        <div class="cards">
            {SECTIONS.iter().map(|part| section(part, there, state)).collect_view()}
            {logo()}
        </div>
    }
}

fn section(part: &Section, there: &Settings, state: FormState) -> impl IntoView + use<> {
    let fields = part.settings.iter().map(|it| field(*it, there, state));
    view! {
        <section>
            <h2 id=part.id>{part.heading}</h2>
            <form method="post" action=routes::ADMIN_SETTINGS novalidate>
                {fields.collect_view()}
                <div class="actions">
                    <button type="submit" class="primary" aria-describedby=part.id>"Save"</button>
                </div>
            </form>
        </section>
    }
}

fn logo() -> impl IntoView {
    let there = page_facts().logo.is_some();
    let remove = there.then(|| {
        view! { <button type="submit" class="quiet" name="remove" value="true">"Remove the logo"</button> }
    });
    view! {
        <section>
            <h2 id="logo">"Logo"</h2>
            <form
                method="post"
                action=routes::ADMIN_LOGO
                enctype="multipart/form-data"
            >
                <div class="field">
                    <label for="file">"Picture"</label>
                    <p class="hint" id="file-hint">
                        "Stands beside the portal name, 24 pixels high. A PNG of at most 256 kB and 1024 \
                        pixels a side; what else stands in the file is thrown away."
                    </p>
                    <input id="file" name="file" type="file" accept="image/png" aria-describedby="file-hint"/>
                </div>
                <div class="actions">
                    <button type="submit" class="primary">"Upload"</button>
                    {remove}
                </div>
            </form>
        </section>
    }
}
