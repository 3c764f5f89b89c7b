//! A point that may be why somebody cannot log in, and what is known of it.

use leptos::prelude::*;

use crate::words::t;

/// What is known of a point, in one or two sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PointVerdict {
    /// This may be why.
    Problem(String),
    /// This is not why.
    Fine(String),
    /// Only the person can tell, or nobody yet.
    Look(String),
}

impl PointVerdict {
    pub(crate) fn problem(text: impl Into<String>) -> Self {
        Self::Problem(text.into())
    }

    pub(crate) fn fine(text: impl Into<String>) -> Self {
        Self::Fine(text.into())
    }

    pub(crate) fn look(text: impl Into<String>) -> Self {
        Self::Look(text.into())
    }

    /// For the style sheet, which puts another sign before each, as well as another colour (WCAG 2.2, 1.4.1).
    pub(crate) const fn class(&self) -> &'static str {
        match self {
            Self::Problem(_) => "found",
            Self::Fine(_) => "fine",
            Self::Look(_) => "look",
        }
    }

    /// For whoever does not see the sign.
    fn word(&self) -> &'static str {
        let t = t();
        match self {
            Self::Problem(_) => t.verdict_found(),
            Self::Fine(_) => t.verdict_fine(),
            Self::Look(_) => t.verdict_look(),
        }
    }

    /// The sentences.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Problem(text) | Self::Fine(text) | Self::Look(text) => text,
        }
    }
}

/// A point in one line: sign, title, sentence. An island that knows more says it under `id`.
#[cfg(feature = "ssr")]
pub(crate) fn line(
    id: Option<&'static str>,
    title: &'static str,
    verdict: &PointVerdict,
) -> impl IntoView + use<> {
    view! {
        <li class=verdict.class() data-verdict=id>
            <span class="sign" role="img" aria-label=verdict.word()></span>
            <p>
                <strong>{title}</strong>
                " "
                <span class="said">{verdict.text().to_owned()}</span>
            </p>
        </li>
    }
}

/// A point with a heading of its own, and with `more` under what is known of it.
#[cfg(feature = "ssr")]
pub(crate) fn point(
    id: Option<&'static str>,
    title: &'static str,
    verdict: &PointVerdict,
    more: impl IntoView + 'static,
) -> AnyView {
    let (class, word) = (format!("point {}", verdict.class()), verdict.word());
    view! {
        <li>
            <div class=class data-verdict=id>
                <span class="sign" role="img" aria-label=word></span>
                <div>
                    <h2>{title}</h2>
                    <p class="said">{verdict.text().to_owned()}</p>
                    {more}
                </div>
            </div>
        </li>
    }
    .into_any()
}

/// Has the line or the point with this id say what is known, whenever that changes.
pub(super) fn show_verdict(id: &str, verdict: impl Fn() -> PointVerdict + Send + Sync + 'static) {
    let find = |selector: &str| document().query_selector(selector).ok().flatten();
    let Some(place) = find(&format!("[data-verdict={id}]")) else {
        return;
    };
    let within = |class: &str| place.query_selector(class).ok().flatten();
    let (Some(sign), Some(said)) = (within(".sign"), within(".said")) else {
        return;
    };
    let verdict = Memo::new(move |_| verdict());
    Effect::new(move || {
        verdict.with(|verdict| {
            let classes = place.class_list();
            for class in ["found", "fine", "look"] {
                // Only a class that is no class can fail.
                let _ = classes.toggle_with_force(class, class == verdict.class());
            }
            let _ = sign.set_attribute("aria-label", verdict.word());
            said.set_text_content(Some(verdict.text()));
        });
    });
}
