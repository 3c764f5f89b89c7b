//! A point that may be why somebody cannot log in, and what is known of it.

use leptos::prelude::*;

use crate::words::t;

/// What is known of a point, in one or two sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// This may be why.
    Found(String),
    /// This is not why.
    Fine(String),
    /// Only the person can tell, or nobody yet.
    Look(String),
}

impl Verdict {
    pub(crate) fn found(text: impl Into<String>) -> Self {
        Self::Found(text.into())
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
            Self::Found(_) => "found",
            Self::Fine(_) => "fine",
            Self::Look(_) => "look",
        }
    }

    /// For whoever does not see the sign.
    pub(crate) fn word(&self) -> &'static str {
        let t = t();
        match self {
            Self::Found(_) => t.verdict_found(),
            Self::Fine(_) => t.verdict_fine(),
            Self::Look(_) => t.verdict_look(),
        }
    }

    /// The sentences.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Found(text) | Self::Fine(text) | Self::Look(text) => text,
        }
    }
}

/// A point in one line: sign, title, sentence.
pub(crate) fn line(title: &'static str, verdict: Verdict) -> impl IntoView {
    let class = verdict.class();
    view! {
        <li class=class>
            <span class="sign" role="img" aria-label=verdict.word()></span>
            <p>
                <strong>{title}</strong>
                " "
                {verdict.text()}
            </p>
        </li>
    }
}
