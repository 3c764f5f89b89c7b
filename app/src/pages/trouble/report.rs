//! The report, as it is handed to the administrator.

use accounts::reports::Report;
use leptos::prelude::*;
use model::finding::CheckResult;
use texts::Texts;

use crate::context::{caller, fault, locale, portal, services};
use crate::error::AppError;
use crate::page::{Shown, shown};
use crate::routes;
use crate::ui::contact::contact_details;
use crate::ui::frame::NarrowPage;
use crate::words::{self, t};

/// The report of this browser, to be told, copied or printed.
pub(super) async fn load() -> Result<Shown, AppError> {
    let report = match caller()?.report_code {
        Some(code) => services()?.accounts.reports.find(code).await,
        None => Ok(None),
    };
    let report = report.map_err(|error| fault(&error))?;
    shown(|| view(report))
}

fn view(report: Option<Report>) -> impl IntoView {
    let t = t();
    let contact = contact_details(&portal().settings.contact(locale()));
    let report = match report {
        Some(report) => made(&report).into_any(),
        None => none().into_any(),
    };
    view! {
        <NarrowPage heading=t.report_title()>
            {report}
            {contact}
            <p><a href=routes::TROUBLE>{t.report_back()}</a></p>
            <p><a href=routes::LOGIN>{t.trouble_back_to_login()}</a></p>
        </NarrowPage>
    }
}

fn made(report: &Report) -> impl IntoView {
    let t = t();
    view! {
        <p>{t.report_tell()}</p>
        <p class="code">{report.code.to_string()}</p>
        <p>{t.report_copy()}</p>
        <pre class="report" tabindex="0">{in_words(t, report)}</pre>
    }
}

fn none() -> impl IntoView {
    view! { <p>{t().report_none()}</p> }
}

/// One line each, in the order of the checks.
pub(crate) fn in_words(t: Texts, report: &Report) -> String {
    let mut lines = vec![
        t.report_code(report.code),
        t.report_made(t.moment(report.created_at)),
        t.report_browser(t.browser(&report.user_agent)),
    ];
    if !report.login_name.is_empty() {
        lines.push(t.report_login_name(&report.login_name));
    }
    for (check, found) in report.findings.iter() {
        let found = match found {
            CheckResult::Fine => t.report_fine(),
            CheckResult::Wrong => t.report_found(),
        };
        lines.push(t.report_line(words::check(t, check), found));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::finding::Findings;
    use model::locale::Locale;
    use model::timestamp::Timestamp;

    #[test]
    fn a_report_is_a_few_lines_of_plain_text() {
        let report = Report {
            code: "K7QD-3MPX".parse().unwrap(),
            login_name: "mika".to_owned(),
            findings: Findings::parse("caps-lock cookies+"),
            user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
                .to_owned(),
            created_at: Timestamp(1_700_000_000_000),
        };
        assert_eq!(
            in_words(Texts::new(Locale::En), &report),
            "Report K7QD-3MPX\nMade: 14 November 2023, 22:13 UTC\nBrowser: Firefox on Linux\n\
            Login name tried: mika\nCaps Lock on: found\nCookies: fine"
        );
    }
}
