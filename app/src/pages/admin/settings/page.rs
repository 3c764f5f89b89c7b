//! What administrators set.

use leptos::prelude::*;
use model::settings::Settings;
use std::sync::Arc;

use super::field::field;
use super::words::{SECTIONS, Section};
use crate::context::{fault, portal, services, visitor};
use crate::error::AppError;
use crate::form::{FormState, guard};
use crate::page::{Shown, shown};
use crate::pages::confirm::page::OWN_PASSWORD;
use crate::request;
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::notice::GoodNotice;
use crate::ui::own_name::OwnName;
use crate::words::t;

/// The query of the address at which the page says that they are saved.
pub(super) const SAVED: &str = "saved";

/// **Settings**
pub(super) async fn load() -> Result<Shown, AppError> {
    visitor()?.admin().ok_or(AppError::NotAllowed)?;
    // Another server may have saved some since this one last looked.
    let settings = services()?.accounts.newest_settings().await;
    let settings = settings.map_err(|error| fault(&error))?;
    shown(move || view(settings))
}

fn view(settings: Arc<Settings>) -> impl IntoView {
    let (t, state) = (t(), FormState::of_request());
    let saved =
        (request::query() == SAVED).then(|| view! { <GoodNotice message=t.settings_saved()/> });
    view! {
        <WidePage heading=t.common_settings()>
            {saved}
            <ErrorSummary error=state.error()/>
            {sections(&settings, state)}
        </WidePage>
    }
}

fn sections(there: &Settings, state: FormState) -> impl IntoView + use<> {
    let t = t();
    let link = |section: &Section| {
        view! { <li><a href=format!("#{}", section.id)>{(section.heading)(t)}</a></li> }
    };
    view! {
        <nav aria-label=t.common_settings()>
            <ul class="contents">{SECTIONS.iter().map(link).collect_view()}</ul>
        </nav>
        <div class="cards">
            {SECTIONS.iter().map(|part| section(part, there, state)).collect_view()}
            {logo()}
        </div>
    }
}

fn section(part: &Section, there: &Settings, state: FormState) -> impl IntoView + use<> {
    let t = t();
    let fields = part.settings.iter().map(|it| field(*it, there, state));
    view! {
        <section>
            <h2 id=part.id>{(part.heading)(t)}</h2>
            <form method="post" action=routes::ADMIN_SETTINGS data-guard=guard(state) novalidate>
                {fields.collect_view()}
                <div class="actions">
                    <button type="submit" class="primary" aria-describedby=part.id>{t.common_save()}</button>
                </div>
            </form>
        </section>
    }
}

fn logo() -> AnyView {
    let (t, there) = (t(), portal().logo.is_some());
    let remove = there.then(|| {
        view! {
            <button type="submit" class="quiet" name="remove" value="true">
                {t.settings_remove_logo()}
            </button>
        }
    });
    let visitor = visitor().ok();
    if let Some(visitor) = visitor.filter(|visitor| !visitor.confirmed) {
        return view! {
            <section>
                <h2 id="logo">{t.settings_logo()}</h2>
                <form method="post" action=routes::ADMIN_LOGO>
                    <p>{t.confirm_why()}</p>
                    <OwnName login_name=visitor.login_name/>
                    <div class="field">
                        <label for=OWN_PASSWORD>{t.common_password()}</label>
                        <input
                            id=OWN_PASSWORD
                            name=OWN_PASSWORD
                            type="password"
                            autocomplete="current-password"
                            required
                        />
                    </div>
                    <div class="actions">
                        <button type="submit" class="primary">{t.confirm_go_on()}</button>
                    </div>
                </form>
            </section>
        }
        .into_any();
    }
    view! {
        <section>
            <h2 id="logo">{t.settings_logo()}</h2>
            <form
                method="post"
                action=routes::ADMIN_LOGO
                enctype="multipart/form-data"
            >
                <div class="field">
                    <label for="file">{t.settings_picture()}</label>
                    <p class="hint" id="file-hint">{t.settings_picture_hint()}</p>
                    <input id="file" name="file" type="file" accept="image/png" aria-describedby="file-hint"/>
                </div>
                <div class="actions">
                    <button type="submit" class="primary">{t.settings_upload()}</button>
                    {remove}
                </div>
            </form>
        </section>
    }
    .into_any()
}
