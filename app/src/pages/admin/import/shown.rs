//! What a file would change, or has changed.

use accounts::user_file::{Change, Checked, Imported, Kind};
use leptos::prelude::*;

use crate::routes;
use crate::ui::notice::{ErrorNotice, GoodNotice};
use crate::ui::table::table;

fn number(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// What was found in a file, and the way on.
pub(super) fn checked(checked: &Checked) -> impl IntoView + use<> {
    let counts = format!(
        "{}: {} to add, {} to change, {} to delete.",
        number(checked.lines, "line"),
        checked.added,
        checked.edited,
        checked.deleted
    );
    let way_on = match &checked.id {
        Some(id) => view! {
            <form method="post" action=routes::ADMIN_IMPORT_RUN>
                <input type="hidden" name="import" value=id.clone()/>
                <button type="submit" class="primary">"Import"</button>
            </form>
        }
        .into_any(),
        None if checked.wrong > 0 => view! {
            <ErrorNotice message=format!(
                "{} with mistakes. Nothing was changed. Correct the file and choose it again.",
                number(checked.wrong, "line")
            )/>
        }
        .into_any(),
        None => {
            view! { <GoodNotice message="No changes: everything in the file is there already."/> }
                .into_any()
        }
    };
    let wrong = (checked.wrong > 0).then(|| {
        let row = |(line, error): &(u64, accounts::user_file::LineError)| {
            view! {
                <tr>
                    <th scope="row">{*line}</th>
                    <td>{error.to_string()}</td>
                </tr>
            }
        };
        let rows = checked.errors.iter().map(row).collect_view();
        view! {
            <h2>"Lines with mistakes"</h2>
            {table("Lines with mistakes", &["Line", "Why"], rows)}
            {more(checked.wrong, checked.errors.len())}
        }
    });
    let total = checked.added + checked.edited + checked.deleted;
    let changes = (total > 0).then(|| {
        let rows = checked.changes.iter().map(change).collect_view();
        view! {
            <h2>"What it changes"</h2>
            {table("What it changes", &["Line", "What is done", "Login Name", "What is new"], rows)}
            {more(total, checked.changes.len())}
        }
    });
    let promoted = (checked.promoted > 0).then(|| {
        let message = format!(
            "{} will be an administrator after this, who is none now.",
            number(checked.promoted, "user")
        );
        view! { <ErrorNotice message=message/> }
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
    (total > shown).then(|| view! { <p>{format!("And {} more.", total - shown)}</p> })
}

fn change(change: &Change) -> impl IntoView + use<> {
    let kind = match change.kind {
        Kind::Add => "Add",
        Kind::Edit => "Change",
        Kind::Delete => "Delete",
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
    let counts = format!(
        "{} added, {} changed, {} deleted.",
        number(imported.added, "user"),
        imported.edited,
        imported.deleted
    );
    let inform = (imported.to_inform > 0).then(|| {
        view! {
            <p>
                {number(imported.to_inform, "new user")}
                " can be sent their login name, the portal's address and a link to set a password."
            </p>
            <form method="post" action=routes::ADMIN_IMPORT_INFORM>
                <input type="hidden" name="import" value=id/>
                <button type="submit" class="primary">"Inform the Users"</button>
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
    let message = match informed {
        1 => "1 mail is on its way.".to_owned(),
        informed => format!("{informed} mails are on their way."),
    };
    view! { <GoodNotice message=message/> }
}
