//! Choosing a file of users, seeing what it would change, and putting it into force.

use accounts::users::import::{FileColumn, Progress};
use leptos::prelude::*;
use model::user::Language;
use texts::Texts;

use super::api::Informed;
use super::run::{CheckRun, ImportRun, Run};
use super::shown::{checked, imported, informed};
use crate::error::AppError;
use crate::form::FormState;
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::notice::ErrorNotice;
use crate::words::t;

/// Pieces in which a page is sent that shows how far something has come.
const STEPS: usize = 50;

/// **Import from File**
pub(super) fn view() -> impl IntoView {
    let (t, state) = (t(), FormState::from_request());
    let content = if let Some(check) = use_context::<CheckRun>() {
        let outcome = check.clone();
        view! {
            {progress(&check, |t, now| t.import_reading(now.done, now.total))}
            <Suspense fallback=|| ()>
                {Suspend::new(async move {
                    match outcome.outcome().await.as_deref() {
                        Some(Ok(found)) => checked(found).into_any(),
                        Some(Err(error)) => failed(error).into_any(),
                        None => ().into_any(),
                    }
                })}
            </Suspense>
            <p><a href=routes::ADMIN_IMPORT>{t.import_another_file()}</a></p>
        }
        .into_any()
    } else if let Some(ImportRun { id, run }) = use_context::<ImportRun>() {
        let outcome = run.clone();
        view! {
            {progress(&run, |t, now| t.import_importing(now.done, now.total))}
            <Suspense fallback=|| ()>
                {Suspend::new(async move {
                    match outcome.outcome().await.as_deref() {
                        Some(Ok(done)) => imported(id, *done).into_any(),
                        Some(Err(error)) => failed(error).into_any(),
                        None => ().into_any(),
                    }
                })}
            </Suspense>
        }
        .into_any()
    } else if let Some(Informed(number)) = use_context() {
        informed(number).into_any()
    } else {
        choose().into_any()
    };
    view! {
        <WidePage heading=t.import_title()>
            <ErrorSummary error=state.error()/>
            {content}
            <p><a href=routes::ADMIN_USERS>{t.import_back()}</a></p>
        </WidePage>
    }
}

fn failed(error: &AppError) -> impl IntoView + use<> {
    view! {
        <ErrorNotice message=error.words(t())/>
        {choose()}
    }
}

/// How far it has come, in `words`: each piece takes the place of the one before (see `layout.css`).
fn progress<T: Send + Sync + 'static>(
    run: &Run<T>,
    words: fn(Texts, Progress) -> String,
) -> impl IntoView + use<T> {
    let t = t();
    let piece = |step| {
        let run = run.clone();
        view! {
            <Suspense fallback=|| ()>
                {Suspend::new(async move {
                    run.reached(step, STEPS).await.map(|now| {
                        view! {
                            <p>
                                <label>
                                    {words(t, now)}
                                    <progress value=now.done max=now.total></progress>
                                </label>
                            </p>
                        }
                    })
                })}
            </Suspense>
        }
    };
    view! { <div class="pieces">{(1..STEPS).map(piece).collect_view()}</div> }
}

fn choose() -> impl IntoView {
    let t = t();
    let headings: Vec<_> = FileColumn::ALL.map(FileColumn::heading).to_vec();
    view! {
        <form method="post" action=routes::ADMIN_IMPORT enctype="multipart/form-data" class="column" data-load="">
            <div class="field">
                <label for="encoding">{t.import_encoding()}</label>
                <select id="encoding" name="encoding">
                    <option value="utf-8">"UTF-8"</option>
                    <option value="shift_jis">"Shift_JIS"</option>
                </select>
            </div>
            <div class="field">
                <label for="file">{t.import_file()}</label>
                <p class="hint">{t.import_file_hint()}</p>
                <input id="file" name="file" type="file" accept=".csv,text/csv" required/>
            </div>
            <button type="submit" class="primary">{t.import_preview()}</button>
        </form>
        <section class="column">
            <h2>{t.import_content()}</h2>
            <p>{t.import_columns()}</p>
            <p class="echo">{headings.join(", ")}</p>
            <ul class="plain">
                <li>{t.import_columns_words(Language::ALL.map(Language::as_str).join(", "))}</li>
                <li>{t.import_columns_empty()}</li>
                <li>{t.import_columns_password()}</li>
                <li>{t.import_safe()}</li>
            </ul>
            <p>{t.import_export()}</p>
        </section>
    }
}
