//! The report, as it is handed to the administrator.

use accounts::reports::Report;
use leptos::prelude::*;
use model::browser;
use model::finding::{Check, Found};

use crate::context::{locale, page_facts};
use crate::routes;
use crate::ui::contact::contact_details;
use crate::ui::frame::NarrowPage;

/// The report of this browser, to be told, copied or printed.
#[component]
pub(crate) fn ReportPage() -> impl IntoView {
    let known = page_facts();
    let contact = contact_details(&known.settings.contact(locale()));
    let report = match known.report {
        Some(report) => shown(&report).into_any(),
        None => none().into_any(),
    };
    view! {
        <NarrowPage heading="Your Report">
            {report}
            {contact}
            <p><a href=routes::TROUBLE>"Back to the five points"</a></p>
            <p><a href=routes::LOGIN>"Back to the login screen"</a></p>
        </NarrowPage>
    }
}

fn shown(report: &Report) -> impl IntoView {
    view! {
        <p>"Tell your administrator this code. It leads them to your tries:"</p>
        <p class="code">{report.code.to_string()}</p>
        <p>"Or copy all of this into a mail to them:"</p>
        <pre class="report" tabindex="0">{in_words(report)}</pre>
    }
}

fn none() -> impl IntoView {
    view! {
        <p>
            "There is no report of this browser. If you have just made one, this browser does not \
            send cookies back: then nobody can log in with it. Allow cookies for this site, or try \
            another browser."
        </p>
    }
}

/// One line each, in the order of the checks.
pub(crate) fn in_words(report: &Report) -> String {
    let mut lines = vec![
        format!("Report {}", report.code),
        format!("Made: {}", report.created_at.in_words()),
        format!("Browser: {}", browser::in_words(&report.user_agent)),
    ];
    if !report.login_name.is_empty() {
        lines.push(format!("Login name tried: {}", report.login_name));
    }
    for (check, found) in report.findings.iter() {
        lines.push(format!("{}: {}", title(check), in_word(found)));
    }
    lines.join("\n")
}

/// A check, as administrators read it.
pub(crate) const fn title(check: Check) -> &'static str {
    match check {
        Check::NameSpace => "Space before or after the login name",
        Check::Space => "Space before or after the password",
        Check::CapsLock => "Caps Lock on",
        Check::CapsLockBefore => "Caps Lock on for a part",
        Check::NumLock => "Num Lock off",
        Check::InputMethod => "Input method or full-width characters",
        Check::Layout => "Keyboard in another language",
        Check::Scripts => "JavaScript and WebAssembly",
        Check::Cookies => "Cookies",
        Check::Storage => "Storage",
        Check::Connection => "Secure connection",
        Check::Clock => "Clock",
    }
}

const fn in_word(found: Found) -> &'static str {
    match found {
        Found::Fine => "fine",
        Found::Wrong => "found",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::finding::Findings;
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
            in_words(&report),
            "Report K7QD-3MPX\nMade: 14 November 2023, 22:13 UTC\nBrowser: Firefox on Linux\n\
            Login name tried: mika\nCaps Lock on: found\nCookies: fine"
        );
    }
}
