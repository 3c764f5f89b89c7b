//! A table.

use leptos::prelude::*;

/// A table that scrolls by itself, also by keyboard, where it is wider than the page.
pub(crate) fn table<R: IntoView + 'static>(
    label: &'static str,
    headings: &[&'static str],
    rows: R,
) -> impl IntoView + use<R> {
    let heading = |heading: &&'static str| view! { <th scope="col">{*heading}</th> };
    let headings = headings.iter().map(heading).collect_view();
    table_with(label, headings, rows)
}

/// The same with headings of one's own.
pub(crate) fn table_with(
    label: &'static str,
    headings: impl IntoView + 'static,
    rows: impl IntoView + 'static,
) -> impl IntoView {
    view! {
        <div class="table" tabindex="0" role="region" aria-label=label>
            <table>
                <thead>
                    <tr>{headings}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
