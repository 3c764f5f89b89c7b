//! Whom to ask.

use accounts::settings::Contact;
use leptos::prelude::*;

use crate::words::t;

/// What is known of whom to ask; nothing if nothing is.
pub(crate) fn contact_details(contact: &Contact) -> impl IntoView + use<> {
    let t = t();
    let email = contact.email.as_ref().map(ToString::to_string);
    let email = email.unwrap_or_default();
    // An address with anything else in it means something else in a link (RFC 6068).
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-_@".contains(c);
    let mail_to = email.chars().all(plain).then(|| format!("mailto:{email}"));
    let dialled = |c: &char| c.is_ascii_digit() || *c == '+';
    let number: String = contact.phone.chars().filter(dialled).collect();
    let lines = [
        (t.contact_whom(), contact.name.clone(), None),
        (
            t.contact_telephone(),
            contact.phone.clone(),
            Some(format!("tel:{number}")),
        ),
        (t.contact_email(), email, mail_to),
        (t.contact_note(), contact.text.clone(), None),
    ];
    let line = |(label, text, address): (&'static str, String, Option<String>)| {
        let text = match address {
            Some(address) => view! { <a href=address>{text}</a> }.into_any(),
            None => text.into_any(),
        };
        view! {
            <dt>{label}</dt>
            <dd>{text}</dd>
        }
    };
    (!contact.is_empty()).then(|| {
        let known = lines.into_iter().filter(|(_, text, _)| !text.is_empty());
        view! { <dl class="details">{known.map(line).collect_view()}</dl> }
    })
}
