//! A page of which nothing but one field for a password is live. What stands round it, the server
//! writes, and the WebAssembly leaves as it is: one such page costs it no more than another.

use leptos::prelude::*;

use super::error_summary::ErrorSummary;
use super::frame::{NarrowPage, WidePage};
use super::password_field::PasswordField;
use crate::form::FormState;

/// The field's name where it is one's own password that is entered again.
pub(crate) const OWN_PASSWORD: &str = "own_password";

/// What is fixed on the page; see [`super::still::still`]. In the browser all of it is empty.
#[derive(Default)]
pub(crate) struct Fixed {
    /// The heading.
    pub(crate) heading: &'static str,
    /// Whether it is a page after login as wide as it needs.
    pub(crate) wide: bool,
    /// Above the form.
    pub(crate) above: String,
    /// In the form, before the field.
    pub(crate) before: String,
    /// What stands above the field.
    pub(crate) label: &'static str,
    /// Its `name`.
    pub(crate) name: &'static str,
    /// For password managers.
    pub(crate) autocomplete: &'static str,
    /// In the form, after the field.
    pub(crate) after: String,
    /// On the button.
    pub(crate) submit: &'static str,
    /// Below the form.
    pub(crate) below: String,
}

/// The page. Its form is sent by the browser itself, to the page's own address.
pub(crate) fn password_page(fixed: Fixed) -> AnyView {
    let state = FormState::of_page();
    let content = view! {
        <ErrorSummary error=state.error/>
        <div class="column further" inner_html=fixed.above></div>
        <form method="post" class="column" novalidate>
            <div class="column" inner_html=fixed.before></div>
            <PasswordField
                label=fixed.label
                name=fixed.name
                autocomplete=fixed.autocomplete
                error=state.of_field(fixed.name)
            />
            <div inner_html=fixed.after></div>
            <button type="submit" class="primary">{fixed.submit}</button>
        </form>
        <div class="column further" inner_html=fixed.below></div>
    }
    .into_any();
    if fixed.wide {
        view! { <WidePage heading=fixed.heading>{content}</WidePage> }.into_any()
    } else {
        view! { <NarrowPage heading=fixed.heading>{content}</NarrowPage> }.into_any()
    }
}
