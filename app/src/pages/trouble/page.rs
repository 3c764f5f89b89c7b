//! What to do when logging in fails: five points, each judged in the current user's own browser as far
//! as a page can, and the way on.

use accounts::reports::LastAttempt;
use leptos::prelude::*;

use super::further;
use crate::context::{caller, fault, redirect, services};
use crate::error::AppError;
use crate::form::Returned;
use crate::islands::{PointVerdict, SelfTest, Trial, point};
use crate::page::{Shown, shown};
use crate::request;
use crate::routes;
use crate::ui::frame::NarrowPage;
use crate::words::t;

/// The query of the page that was opened once more.
const AGAIN: &str = "again";

/// The guided check. Whether cookies come back shows when it is opened once more.
pub(super) async fn load() -> Result<Shown, AppError> {
    let caller = caller()?;
    let came_back = use_context::<Returned>().is_some();
    if !caller.sends_cookies() && !came_back && request::query() != AGAIN {
        redirect(&format!("{}?{AGAIN}", routes::TROUBLE));
    }
    let last_attempt = match caller.report_code {
        Some(code) => services()?.accounts.reports.last_attempt(code).await,
        None => Ok(None),
    };
    let last_attempt = last_attempt.map_err(|error| fault(&error))?;
    shown(move || view(last_attempt))
}

fn view(last_attempt: Option<LastAttempt>) -> impl IntoView {
    let t = t();
    let spaces = PointVerdict::look(t.trial_spaces_look());
    let keys = PointVerdict::look(t.trial_keys_look());
    let browser = PointVerdict::look(t.trouble_self_test_look());
    let keyboard_help = view! {
        <p>
            {t.trouble_num_lock()} " "
            <a href=routes::HELP_KEYBOARD>{t.trouble_keyboard_help()}</a>
        </p>
    };
    view! {
        <NarrowPage heading=t.common_trouble()>
            <p>{t.trouble_intro()}</p>
            <Trial/>
            <ol class="points">
                {point(Some("spaces"), t.trouble_spaces(), &spaces, ())}
                {point(Some("keys"), t.trouble_locks(), &keys, keyboard_help)}
                {further::lock(last_attempt)}
                {point(Some("self-test"), t.trouble_browser_settings(), &browser, view! { <SelfTest/> })}
                {further::browser()}
            </ol>
            <div class="further">{further::way_on()}</div>
        </NarrowPage>
    }
}
