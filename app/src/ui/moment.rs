//! Moments. The server writes them in UTC, as it does not know the visitor's time zone; `still.js` writes
//! them anew by the visitor's own clock.

use leptos::prelude::*;
use model::timestamp::Timestamp;
use texts::Texts;

/// A moment.
pub(crate) fn moment(t: Texts, at: Timestamp) -> AnyView {
    view! { <time datetime=at.rfc3339()>{t.moment(at)}</time> }.into_any()
}

/// A sentence in which [`Texts::moment`] has put `moments`, in their order.
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

#[cfg(test)]
mod tests {
    use super::*;
    use model::locale::Locale;

    #[test]
    fn moments_within_a_sentence_are_marked_one_by_one() {
        let t = Texts::of(Locale::En);
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
