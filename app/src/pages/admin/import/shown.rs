//! What a file would change, or has changed.

use accounts::users::import::{Change, ChangeKind, CheckedFile, Imported, LineError};
use leptos::prelude::*;

use super::words::line_error;
use crate::routes;
use crate::ui::notice::{ErrorNotice, GoodNotice};
use crate::ui::table::table;
use crate::words::t;

/// A number that decides on the form of a text.
fn number(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// What was found in a file, and the way on.
pub(super) fn checked(checked: &CheckedFile) -> impl IntoView + use<> {
    let t = t();
    let counts = t.import_would(
        number(checked.lines),
        checked.added,
        checked.edited,
        checked.deleted,
    );
    let way_on = match &checked.id {
        Some(id) => view! {
            <form method="post" action=routes::ADMIN_IMPORT_RUN data-load="">
                <input type="hidden" name="import" value=id.clone()/>
                <button type="submit" class="primary">{t.import_run()}</button>
            </form>
        }
        .into_any(),
        None if checked.wrong > 0 => view! {
            <ErrorNotice message=t.import_mistakes(number(checked.wrong))/>
        }
        .into_any(),
        None => view! { <GoodNotice message=t.import_nothing()/> }.into_any(),
    };
    let wrong = (checked.wrong > 0).then(|| {
        let row = |(line, error): &(u64, LineError)| {
            view! {
                <tr>
                    <th scope="row">{*line}</th>
                    <td>{line_error(t, *error)}</td>
                </tr>
            }
        };
        let rows = checked.errors.iter().map(row).collect_view();
        view! {
            <h2>{t.import_wrong_lines()}</h2>
            {table(t.import_wrong_lines(), &[t.import_line(), t.import_why()], rows)}
            {more(checked.wrong, checked.errors.len())}
        }
    });
    let total = checked.added + checked.edited + checked.deleted;
    let changes = (total > 0).then(|| {
        let rows = checked.changes.iter().map(change).collect_view();
        let headings = [
            t.import_line(),
            t.import_done(),
            t.common_login_name(),
            t.import_new(),
        ];
        view! {
            <h2>{t.import_changes()}</h2>
            {table(t.import_changes(), &headings, rows)}
            {more(total, checked.changes.len())}
        }
    });
    let promoted = (checked.promoted > 0).then(|| {
        view! { <ErrorNotice message=t.import_promoted(number(checked.promoted))/> }
    });
    view! {
        <p>{counts}</p>
        {promoted}
        {way_on}
        {wrong}
        {changes}
    }
}

fn more(total: usize, shown: usize) -> Option<impl IntoView + use<>> {
    (total > shown).then(|| view! { <p>{t().import_more(total - shown)}</p> })
}

fn change(change: &Change) -> impl IntoView + use<> {
    let t = t();
    let kind = match change.kind {
        ChangeKind::Add => t.import_add(),
        ChangeKind::Edit => t.import_change(),
        ChangeKind::Delete => t.import_delete(),
    };
    let line = |text: &String| view! { <li><bdi>{text.clone()}</bdi></li> };
    view! {
        <tr>
            <th scope="row">{change.line}</th>
            <td>{kind}</td>
            <td><bdi>{change.login_name.clone()}</bdi></td>
            <td><ul class="plain">{change.details.iter().map(line).collect_view()}</ul></td>
        </tr>
    }
}

/// What a file has changed.
pub(super) fn imported(id: String, imported: Imported) -> impl IntoView {
    let t = t();
    let counts = t.import_imported(number(imported.added), imported.edited, imported.deleted);
    let inform = (imported.to_inform > 0).then(|| {
        view! {
            <p>{t.import_can_inform(number(imported.to_inform))}</p>
            <form method="post" action=routes::ADMIN_IMPORT_INFORM>
                <input type="hidden" name="import" value=id/>
                <button type="submit" class="primary">{t.import_inform()}</button>
            </form>
        }
    });
    view! {
        <GoodNotice message=counts/>
        {inform}
    }
}

/// How many were informed.
pub(super) fn informed(informed: usize) -> impl IntoView {
    view! { <GoodNotice message=t().import_informed(number(informed))/> }
}
