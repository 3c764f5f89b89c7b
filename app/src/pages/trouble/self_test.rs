//! What the browser finds out about itself. What the server knows stands there before.

use leptos::prelude::*;
use model::finding::{Check, Findings, Found};
use model::timestamp::{Duration, Timestamp};
use texts::Texts;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::ui::still::still;
use crate::ui::verdict::{Verdict, line};
use crate::words::t;

/// A clock that is wrong by more makes certificates and links look expired.
const CLOCK_TOLERANCE: Duration = Duration::minutes(5);
/// The element that holds the list. `data-moment` on it is the server's clock when it answered,
/// `data-cookies` what the server found of cookies.
const LIST: &str = "self-test";

/// What is known of each point.
#[derive(Clone, Copy)]
pub(super) struct SelfTest {
    cookies: RwSignal<Option<Found>>,
    /// JavaScript and WebAssembly: this very program.
    scripts: RwSignal<Verdict>,
    connection: RwSignal<Verdict>,
    clock: RwSignal<Verdict>,
    storage: RwSignal<Verdict>,
}

impl SelfTest {
    /// Begins once the WebAssembly is there.
    pub(super) fn start() -> Self {
        let test = Self {
            cookies: RwSignal::new(cookies_of_request()),
            scripts: RwSignal::new(before(|t| t.trouble_scripts_look().to_owned())),
            connection: RwSignal::new(before(|t| t.trouble_connection_look().to_owned())),
            clock: RwSignal::new(before(clock_of_request)),
            storage: RwSignal::new(before(|t| t.trouble_storage_look().to_owned())),
        };
        Effect::new(move || {
            test.scripts.set(Verdict::fine(t().trouble_scripts_fine()));
            test.connection.set(connection());
            test.storage.set(storage());
            let list = document().get_element_by_id(LIST);
            if let Some(list) = list.and_then(|list| list.dyn_into::<HtmlElement>().ok()) {
                let written = list.dataset();
                test.cookies.set(match written.get("cookies").as_deref() {
                    Some("fine") => Some(Found::Fine),
                    _ => Some(Found::Wrong),
                });
                let moment = written.get("moment").and_then(|moment| moment.parse().ok());
                if let Some(moment) = moment {
                    test.clock.set(clock(Timestamp(moment)));
                }
            }
        });
        test
    }

    fn lines(self) -> [(&'static str, Check, RwSignal<Verdict>); 4] {
        let t = t();
        [
            (t.trouble_scripts(), Check::Scripts, self.scripts),
            (t.trouble_connection(), Check::Connection, self.connection),
            (t.trouble_clock(), Check::Clock, self.clock),
            (t.trouble_storage(), Check::Storage, self.storage),
        ]
    }

    /// All of it in one.
    pub(super) fn verdict(self) -> Verdict {
        let t = t();
        let mut findings = Findings::default();
        self.add_to(&mut findings);
        if findings.iter().any(|(_, found)| found == Found::Wrong) {
            Verdict::found(t.trouble_self_test_found())
        } else if findings.of(Check::Scripts).is_some() {
            Verdict::fine(t.trouble_self_test_fine())
        } else {
            before(|t| t.trouble_self_test_look().to_owned())
        }
    }

    /// Adds what is known.
    pub(super) fn add_to(self, findings: &mut Findings) {
        if let Some(found) = self.cookies.get() {
            findings.add(Check::Cookies, found);
        }
        for (_, check, line) in self.lines() {
            line.with(|line| match line {
                Verdict::Found(_) => findings.add(check, Found::Wrong),
                Verdict::Fine(_) => findings.add(check, Found::Fine),
                Verdict::Look(_) => {}
            });
        }
    }

    /// One line each.
    pub(super) fn view(self) -> impl IntoView {
        let lines = self
            .lines()
            .map(|(title, _, state)| move || line(title, state.get()));
        // Nothing in the browser, which would write it over what the server wrote.
        let cookies = cookies_of_request().map(|found| match found {
            Found::Fine => "fine",
            Found::Wrong => "wrong",
        });
        view! {
            <ul class="lines" inner_html=still(cookies_line)></ul>
            <ul class="lines" id=LIST data-moment=moment_of_request() data-cookies=cookies>
                {lines.collect_view()}
            </ul>
        }
    }
}

/// What stands there before a script has found out more. What the server wrote, the browser leaves
/// there, and need not know.
fn before(text: impl FnOnce(Texts) -> String) -> Verdict {
    #[cfg(feature = "ssr")]
    return Verdict::Look(text(t()));
    #[cfg(not(feature = "ssr"))]
    {
        let _ = text;
        Verdict::Look(String::new())
    }
}

/// Cookies have come back with the request. The server has this page opened twice before that says
/// anything.
fn cookies_of_request() -> Option<Found> {
    #[cfg(feature = "ssr")]
    return Some(
        match crate::context::caller().is_ok_and(|caller| caller.sends_cookies()) {
            true => Found::Fine,
            false => Found::Wrong,
        },
    );
    #[cfg(not(feature = "ssr"))]
    None
}

fn moment_of_request() -> Option<i64> {
    #[cfg(feature = "ssr")]
    return Some(crate::context::page_facts().now.0);
    #[cfg(not(feature = "ssr"))]
    None
}

fn clock_of_request(t: Texts) -> String {
    #[cfg(feature = "ssr")]
    return t.trouble_clock_look(t.moment(crate::context::page_facts().now));
    #[cfg(not(feature = "ssr"))]
    {
        let _ = t;
        String::new()
    }
}

pub(super) fn cookies_line() -> impl IntoView {
    let t = t();
    let verdict = match cookies_of_request() {
        Some(Found::Fine) => Verdict::fine(t.trouble_cookies_fine()),
        _ => Verdict::found(t.trouble_cookies_found()),
    };
    line(t.trouble_cookies(), verdict)
}

fn connection() -> Verdict {
    if window().is_secure_context() {
        Verdict::fine(t().trouble_connection_fine())
    } else {
        Verdict::found(t().trouble_connection_found())
    }
}

fn storage() -> Verdict {
    const KEY: &str = "latchkey-self-test";
    let storage = window().local_storage().ok().flatten();
    let kept = storage.is_some_and(|storage| {
        let kept = storage.set_item(KEY, "").is_ok();
        // There is nothing to take away if it was not kept.
        let _ = storage.remove_item(KEY);
        kept
    });
    if kept {
        Verdict::fine(t().trouble_storage_fine())
    } else {
        Verdict::look(t().trouble_storage_off())
    }
}

/// Compares the clocks as they were when the page was asked for.
fn clock(servers: Timestamp) -> Verdict {
    let since = window().performance().map_or(0.0, |clock| clock.now());
    #[allow(
        clippy::cast_possible_truncation,
        reason = "milliseconds since 1970 are whole numbers of this size"
    )]
    let own = Timestamp((js_sys::Date::now() - since) as i64);
    let t = t();
    let (fast, slow) = (own.since(servers), servers.since(own));
    if fast > CLOCK_TOLERANCE {
        Verdict::found(t.trouble_clock_fast(t.about(fast)))
    } else if slow > CLOCK_TOLERANCE {
        Verdict::found(t.trouble_clock_slow(t.about(slow)))
    } else {
        Verdict::fine(t.trouble_clock_fine())
    }
}
