//! Moments. The server writes them in UTC, as it does not know the current user's time zone; the browser writes them anew
//! by the current user's own clock, in their own form of the page's language.

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use model::timestamp::Timestamp;
#[cfg(feature = "ssr")]
use texts::Texts;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::View;

/// How a moment is written (ECMA-402, `Intl.DateTimeFormat`).
const FORM: [(&str, &str); 7] = [
    ("year", "numeric"),
    ("month", "short"),
    ("day", "numeric"),
    ("hour", "2-digit"),
    ("minute", "2-digit"),
    ("hourCycle", "h23"),
    ("timeZoneName", "short"),
];

thread_local! {
    /// What writes them in this document, whose language stays.
    static WRITE: Option<Function> = writer();
}

pub(super) fn wake(_view: &View, time: &HtmlElement) -> Option<()> {
    let at = Date::new(&time.get_attribute("datetime")?.into());
    if at.get_time().is_nan() {
        return None;
    }
    let write = WRITE.with(Option::clone)?;
    let written = write.call1(&JsValue::UNDEFINED, &at).ok()?.as_string()?;
    time.set_text_content(Some(&written));
    Some(())
}

fn writer() -> Option<Function> {
    let form = Object::new();
    for (what, how) in FORM {
        Reflect::set(&form, &what.into(), &how.into()).ok()?;
    }
    let language = document().document_element()?.get_attribute("lang")?;
    // Their own: `en-GB` and `en-US` write days in another order.
    let own = window().navigator().languages().iter().find(|own| {
        own.as_string()
            .is_some_and(|own| own.starts_with(&language))
    });
    let languages = Array::of1(&own.unwrap_or_else(|| JsValue::from_str(&language)));
    Some(Intl::DateTimeFormat::new(&languages, &form).format())
}

/// A moment.
#[cfg(feature = "ssr")]
pub(crate) fn moment(t: Texts, at: Timestamp) -> AnyView {
    view! { <time datetime=at.rfc3339()>{t.moment(at)}</time> }.into_any()
}

/// A sentence in which [`Texts::moment`] has put `moments`, in their order.
#[cfg(feature = "ssr")]
pub(crate) fn with_moments(t: Texts, sentence: &str, moments: &[Timestamp]) -> AnyView {
    let mut parts = Vec::new();
    let mut rest = sentence;
    for at in moments {
        if let Some((before, after)) = rest.split_once(&t.moment(*at)) {
            parts.push(before.to_owned().into_any());
            parts.push(moment(t, *at));
            rest = after;
        }
    }
    parts.push(rest.to_owned().into_any());
    parts.into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use model::locale::Locale;

    #[test]
    fn moments_within_a_sentence_are_marked_one_by_one() {
        let t = Texts::new(Locale::En);
        let (first, second) = (Timestamp(0), Timestamp(86_400_000));
        let (one, two) = (t.moment(first), t.moment(second));
        let sentence = format!("From {one} to {two}.");
        let html = with_moments(t, &sentence, &[first, second]).to_html();
        assert!(
            html.contains(&format!(
                "<time datetime=\"1970-01-01T00:00:00Z\">{one}</time>"
            )),
            "{html}"
        );
        assert!(
            html.contains(&format!(
                "<time datetime=\"1970-01-02T00:00:00Z\">{two}</time>"
            )),
            "{html}"
        );
        assert_eq!(html.matches("<time").count(), 2, "{html}");
    }
}
