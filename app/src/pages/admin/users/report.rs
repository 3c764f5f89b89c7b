//! A report that leads to nobody.

use accounts::closest::Close;
use accounts::reports::{Found, Report};
use accounts::tries::LoginRecord;
use leptos::prelude::*;

use crate::pages::trouble::report::in_words;
use crate::routes::{UserPart, user_page};
use crate::ui::tries::tries;
use crate::words::t;

/// What is known of it.
pub(super) fn report(found: Found) -> impl IntoView {
    match found {
        Found::NoSuchName {
            report,
            closest,
            tries,
        } => no_such_name(report, closest, tries).into_any(),
        Found::User(_) | Found::Nothing => view! {
            <p>{t().users_no_report()}</p>
        }
        .into_any(),
    }
}

fn no_such_name(
    report: Option<Report>,
    closest: Vec<Close>,
    records: Vec<LoginRecord>,
) -> impl IntoView {
    let t = t();
    let typed = report.as_ref().map(|report| report.login_name.clone());
    let typed = typed.filter(|name| !name.is_empty());
    let report = report.map(|report| {
        view! {
            <h2>{t.user_report()}</h2>
            <pre class="report" tabindex="0">{in_words(t, &report)}</pre>
        }
    });
    let said = match typed {
        Some(typed) => view! {
            <p>{t.users_no_such_name()} " " <strong><bdi>{typed}</bdi></strong></p>
        }
        .into_any(),
        None => view! {
            <p>{t.users_no_name()}</p>
        }
        .into_any(),
    };
    let link = |close: Close| {
        let page = user_page(close.id, UserPart::Edit);
        view! { <li><a href=page><bdi>{close.login_name}</bdi></a></li> }
    };
    let closest = (!closest.is_empty()).then(|| {
        view! {
            <p>{t.users_closest()}</p>
            <ul>{closest.into_iter().map(link).collect_view()}</ul>
        }
    });
    view! {
        <section>
            {said}
            {closest}
            {report}
            <h2>{t.users_tried()}</h2>
            {tries(records)}
        </section>
    }
}
