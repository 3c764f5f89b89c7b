//! A report that leads to nobody.

use accounts::login::LoginRecord;
use accounts::reports::{Report, ReportMatch};
use accounts::users::NearMatch;
use leptos::prelude::*;

use crate::pages::trouble::report::in_words;
use crate::routes::{UserPart, user_page};
use crate::ui::attempts::attempts;
use crate::words::t;

/// What is known of it.
pub(super) fn report(found: ReportMatch) -> impl IntoView {
    match found {
        ReportMatch::NoSuchName {
            report,
            closest,
            attempts,
        } => no_such_name(report, closest, attempts).into_any(),
        ReportMatch::User(_) | ReportMatch::Nothing => view! {
            <p>{t().users_no_report()}</p>
        }
        .into_any(),
    }
}

fn no_such_name(
    report: Option<Report>,
    closest: Vec<NearMatch>,
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
    let link = |close: NearMatch| {
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
            {attempts(records)}
        </section>
    }
}
