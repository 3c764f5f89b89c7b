//! What to do when logging in fails: five points, each judged in the visitor's own browser as far
//! as a page can, and the way on.

use leptos::html;
use leptos::prelude::*;
use model::finding::Findings;

#[cfg(feature = "ssr")]
use super::further;
use super::scratch::{self, Scratch};
use super::self_test::SelfTest;
use crate::routes;
use crate::ui::frame::NarrowPage;
use crate::ui::still::still;
use crate::ui::verdict::Verdict;
use crate::ui::watch::Watch;
use crate::words::t;

/// The id of the hidden field of the report.
pub(super) const FINDINGS: &str = "findings";

/// The guided check.
#[component]
pub(crate) fn TroublePage() -> impl IntoView {
    let t = t();
    let input = NodeRef::<html::Input>::new();
    let watch = Watch::new(input, RwSignal::new(Vec::new()));
    watch.start();
    let test = SelfTest::start();
    write_findings(watch, test);
    view! {
        <NarrowPage heading=t.common_trouble()>
            <p>{t.trouble_intro()}</p>
            <Scratch watch input/>
            <ol class="points">
                {point(t.trouble_spaces(), move || scratch::spaces(watch), ())}
                {point(
                    t.trouble_locks(),
                    move || scratch::keys(watch),
                    view! { <p inner_html=still(keyboard_help)></p> },
                )}
                <li
                    inner_html=still(|| {
                        #[cfg(feature = "ssr")]
                        further::lock()
                    })
                ></li>
                {point(t.trouble_browser_settings(), move || test.verdict(), test.view())}
                <li
                    inner_html=still(|| {
                        #[cfg(feature = "ssr")]
                        further::browser()
                    })
                ></li>
            </ol>
            <div
                class="further"
                inner_html=still(|| {
                    #[cfg(feature = "ssr")]
                    further::way_on()
                })
            ></div>
        </NarrowPage>
    }
}

/// A point that changes while the page is open.
fn point(
    title: &'static str,
    verdict: impl Fn() -> Verdict + Send + Sync + 'static,
    more: impl IntoView + 'static,
) -> AnyView {
    let verdict = Memo::new(move |_| verdict());
    view! {
        <li>
            <div class=move || verdict.with(|verdict| format!("point {}", verdict.class()))>
                <span class="sign" role="img" aria-label=move || verdict.with(Verdict::word)></span>
                <div>
                    <h2>{title}</h2>
                    <p>{move || verdict.get().text()}</p>
                    {more}
                </div>
            </div>
        </li>
    }
    .into_any()
}

/// Keeps the hidden field of the report up to date.
fn write_findings(watch: Watch, test: SelfTest) {
    Effect::new(move || {
        let mut findings = Findings::default();
        scratch::add_to(watch, &mut findings);
        test.add_to(&mut findings);
        if let Some(field) = document().get_element_by_id(FINDINGS) {
            // Only a name that is no name can fail.
            let _ = field.set_attribute("value", &findings.to_string());
        }
    });
}

fn keyboard_help() -> impl IntoView {
    let t = t();
    view! {
        {t.trouble_num_lock()} " "
        <a href=routes::HELP_KEYBOARD>{t.trouble_keyboard_help()}</a>
    }
}
