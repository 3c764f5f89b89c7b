//! What lives in the browser. A page comes from the server as plain HTML, usable as it is; an island is an element of
//! it that comes to life once the WebAssembly is there.
//!
//! Each island is one file: the component that the server renders, and `wake`, which finds in the browser what the
//! component wrote, by what it is (`id`, `name`, `type`) and not by where it stands: translators, extensions and
//! proxies change pages on their way. Where something is missing the island stays the plain HTML that it was, and one
//! line in the console says so.
//!
//! All that wakes belongs to one [`View`], and goes with it when the navigation shows another.

mod checklist;
mod choose_all;
mod copy;
mod findings;
mod keyboard_listener;
mod listen;
mod lock;
mod moment;
mod password_field;
mod search;
mod self_test;
mod text_field;
mod trial;
mod verdict;
mod view;
mod warning_words;
mod warnings;

#[cfg(feature = "ssr")]
pub(crate) use server::*;
pub(crate) use view::{Host, View};

use web_sys::{Element, HtmlElement};

use crate::dom::all;

/// What the pages are made of.
#[cfg(feature = "ssr")]
mod server {
    pub(crate) use super::checklist::Checklist;
    pub(crate) use super::choose_all::ChooseAll;
    pub(crate) use super::copy::copy_button;
    pub(crate) use super::findings::FindingsField;
    pub(crate) use super::lock::LockNotice;
    pub(crate) use super::moment::{moment, with_moments};
    pub(crate) use super::password_field::PasswordField;
    pub(crate) use super::self_test::{SelfTest, cookies_line};
    pub(crate) use super::text_field::TextField;
    pub(crate) use super::trial::Trial;
    pub(crate) use super::verdict::{PointVerdict, line, point};

    use leptos::prelude::use_context;
    use std::sync::{Arc, Mutex, PoisonError};
    use texts::Section;

    /// The sections of the texts that stand in the page by now.
    #[derive(Clone, Default)]
    pub(crate) struct Written(Arc<Mutex<Vec<Section>>>);

    /// For `data-texts` of an island: those of the sections that no island of the page has yet.
    pub(super) fn texts(sections: &[Section]) -> Option<String> {
        let written = use_context::<Written>().unwrap_or_default();
        let mut written = written.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = sections.iter().filter(|section| !written.contains(section));
        let new: Vec<_> = new.copied().collect();
        written.extend(&new);
        (!new.is_empty()).then(|| crate::words::t().written(&new))
    }
}

/// Brings one element to life; nothing if it is not what it should be.
type Wake = fn(&View, &HtmlElement) -> Option<()>;

/// Which elements come to life, by selector. Those that others listen to come first.
const ISLANDS: &[(&str, Wake)] = &[
    ("[data-island=password-field]", password_field::wake),
    ("[data-island=text-field]", text_field::wake),
    ("[data-island=lock]", lock::wake),
    ("[data-island=self-test]", self_test::wake),
    ("[data-island=trial]", trial::wake),
    ("[data-island=checklist]", checklist::wake),
    ("[data-island=findings]", findings::wake),
    ("[data-island=search]", search::wake),
    ("[data-copies]", copy::wake),
    ("[data-chooses]", choose_all::wake),
    ("time[datetime]", moment::wake),
];

/// Wakes the islands within `root`.
pub(crate) fn wake(view: &View, root: &Element) {
    // Each section stands in the first island that needs it, which may wake later than others.
    for island in all::<HtmlElement>(root, "[data-texts]") {
        if let Some(texts) = island.dataset().get("texts") {
            crate::words::learn(&texts);
        }
    }
    for (selector, wake) in ISLANDS {
        for island in all::<HtmlElement>(root, selector) {
            if view.with(|| wake(view, &island)).is_none() {
                let line =
                    format!("latchkey: {selector} is not as it was sent, and stays as it is");
                leptos::logging::warn!("{line}");
            }
        }
    }
}
