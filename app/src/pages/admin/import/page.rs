//! Choosing a file of users, seeing what it would change, and putting it into force.

use accounts::user_file::Column;
use leptos::prelude::*;

use super::run::{Check, Import, Run};
use super::shown::{checked, imported, informed};
use crate::error::AppError;
use crate::form::{Answer, FormState};
use crate::routes;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::frame::WidePage;
use crate::ui::notice::ErrorNotice;

/// Pieces in which a page is sent that shows how far something has come.
const STEPS: usize = 50;

/// **Import from File**
#[component]
pub(crate) fn ImportPage() -> impl IntoView {
    let state = FormState::of_request();
    let content = if let Some(check) = use_context::<Check>() {
        let outcome = check.clone();
        view! {
            {progress(&check, "Reading the file")}
            <Suspense fallback=|| ()>
                {Suspend::new(async move {
                    match outcome.outcome().await.as_deref() {
                        Some(Ok(found)) => checked(found).into_any(),
                        Some(Err(error)) => failed(error).into_any(),
                        None => ().into_any(),
                    }
                })}
            </Suspense>
            <p><a href=routes::ADMIN_IMPORT>"Choose another file"</a></p>
        }
        .into_any()
    } else if let Some(Import { id, run }) = use_context::<Import>() {
        let outcome = run.clone();
        view! {
            {progress(&run, "Importing")}
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
    } else if let Some(number) = Answer::of_request::<usize>() {
        informed(number).into_any()
    } else {
        choose().into_any()
    };
    view! {
        <WidePage heading="Import from File">
            <ErrorSummary error=state.error/>
            {content}
            <p><a href=routes::ADMIN_USERS>"Back to the list of users"</a></p>
        </WidePage>
    }
}

fn failed(error: &AppError) -> impl IntoView + use<> {
    view! {
        <ErrorNotice message=error.to_string()/>
        {choose()}
    }
}

/// How far it has come: each piece takes the place of the one before (see `layout.css`).
fn progress<T: Send + Sync + 'static>(run: &Run<T>, what: &'static str) -> impl IntoView + use<T> {
    let piece = |step| {
        let run = run.clone();
        view! {
            <Suspense fallback=|| ()>
                {Suspend::new(async move {
                    run.reached(step, STEPS).await.map(|now| {
                        view! {
                            <p>
                                <label>
                                    {format!("{what}: {} of {} lines", now.done, now.total)}
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
    let headings: Vec<_> = Column::ALL.map(Column::heading).to_vec();
    view! {
        <form method="post" action=routes::ADMIN_IMPORT enctype="multipart/form-data" class="column">
            <div class="field">
                <label for="encoding">"Encoding"</label>
                <select id="encoding" name="encoding">
                    <option value="utf-8">"UTF-8"</option>
                    <option value="shift_jis">"Shift_JIS"</option>
                </select>
            </div>
            <div class="field">
                <label for="file">"File"</label>
                <p class="hint">"A table as spreadsheets save it (CSV), of 100,000 lines at most."</p>
                <input id="file" name="file" type="file" accept=".csv,text/csv" required/>
            </div>
            <button type="submit" class="primary">"Preview"</button>
        </form>
        <section class="column">
            <h2>"What stands in the file"</h2>
            <p>
                "The first line names the columns. Only login_name must be there; a column that is \
                missing, or a cell with an asterisk (*), leaves things as they are."
            </p>
            <p class="echo">{headings.join(", ")}</p>
            <ul class="plain">
                <li>"language: auto, en or ja. role: user or administrator. status: active or inactive."</li>
                <li>"An empty email takes the address away. delete: yes deletes the user."</li>
                <li>"A password is to be changed at the next login. Without one, inform the user afterwards."</li>
                <li>"Nothing is changed before you have seen what would be. Then all of it is done, or nothing."</li>
            </ul>
            <p>"Export to File in the list of users gives a file that can be changed and imported again."</p>
        </section>
    }
}
