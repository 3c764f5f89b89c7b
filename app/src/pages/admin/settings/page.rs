//! What administrators set.

use accounts::settings::{Setting, Settings};
use leptos::prelude::*;
use std::sync::Arc;

use super::field::field;
use super::words::{SECTIONS, SettingsSection, words};
use crate::context::{current_user, fault, portal, services};
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

/// The address at which the page says that they are saved, and which were changed.
pub(super) fn saved(changed: &[Setting]) -> String {
    let names: Vec<_> = changed.iter().map(|setting| setting.as_str()).collect();
    format!("{}?saved={}", routes::ADMIN_SETTINGS, names.join(","))
}

/// What the address says of it.
fn said() -> Option<String> {
    let t = t();
    let query = request::query();
    let changed = query.strip_prefix("saved=")?;
    let labels: Vec<_> = Setting::ALL
        .iter()
        .filter(|setting| changed.split(',').any(|name| name == setting.as_str()))
        .map(|setting| words(t, *setting).label)
        .collect();
    Some(match labels.is_empty() {
        true => t.settings_nothing_changed().to_owned(),
        false => t.settings_saved(labels.join(" · ")),
    })
}

/// **Settings**
pub(super) async fn load() -> Result<Shown, AppError> {
    current_user()?.admin().ok_or(AppError::NotAllowed)?;
    // Another server may have saved some since this one last looked.
    let settings = services()?.accounts.settings.newest().await;
    let settings = settings.map_err(|error| fault(&error))?;
    shown(move || view(settings))
}

fn view(settings: Arc<Settings>) -> impl IntoView {
    let (t, state) = (t(), FormState::from_request());
    let saved = said().map(|message| view! { <GoodNotice message/> });
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
    let link = |section: &SettingsSection| {
        view! { <li><a href=format!("#{}", section.id)>{(section.heading)(t)}</a></li> }
    };
    view! {
        <nav aria-label=t.common_settings()>
            <ul class="contents">{SECTIONS.iter().map(link).collect_view()}</ul>
        </nav>
        <form method="post" action=routes::ADMIN_SETTINGS data-guard=guard(state) novalidate>
            <div class="cards">
                {SECTIONS.iter().map(|part| section(part, there, state)).collect_view()}
            </div>
            <div class="actions kept-in-view">
                <button type="submit" class="primary">{t.common_save()}</button>
            </div>
        </form>
        <div class="cards">{logo()}</div>
    }
}

fn section(part: &SettingsSection, there: &Settings, state: FormState) -> impl IntoView + use<> {
    let t = t();
    let fields = part.settings.iter().map(|it| field(*it, there, state));
    view! {
        <section>
            <h2 id=part.id>{(part.heading)(t)}</h2>
            {fields.collect_view()}
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
    let current_user = current_user().ok();
    if let Some(current_user) = current_user.filter(|current_user| !current_user.is_confirmed()) {
        return view! {
            <section>
                <h2 id="logo">{t.settings_logo()}</h2>
                <form method="post" action=routes::ADMIN_LOGO>
                    <p>{t.confirm_why()}</p>
                    <OwnName login_name=current_user.login_name/>
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
