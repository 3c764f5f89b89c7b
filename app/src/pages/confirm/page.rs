//! Asks for one's own password before something that somebody at a screen that was left open must not
//! do. It stands at the address of the form that was sent, and sends the same form again; or at that of
//! a page, which comes next.

use leptos::prelude::*;

use crate::context::{page_facts, visitor};
use crate::form::Returned;
use crate::ui::own_name::OwnName;
use crate::ui::password_page::{Fixed, OWN_PASSWORD, password_page};
use crate::ui::still::still;
use crate::words::t;

/// **Enter Your Password**
pub(crate) fn confirm_page() -> AnyView {
    let t = t();
    let login_name = visitor().map(|visitor| visitor.login_name);
    // A page that is about somebody comes next, and its form is to be filled in again.
    let fields = match page_facts().user {
        Some(_) => Vec::new(),
        None => use_context::<Returned>().unwrap_or_default().typed,
    };
    let field = |(name, value)| view! { <input type="hidden" name=name value=value/> };
    let before = view! {
        {fields.into_iter().map(field).collect_view()}
        <OwnName login_name=login_name.unwrap_or_default()/>
    };
    let above = view! {
        <p>{t.confirm_why()}</p>
    };
    let fixed = Fixed {
        heading: t.confirm_title(),
        wide: false,
        above: still(|| above),
        before: still(|| before),
        label: t.common_password(),
        name: OWN_PASSWORD,
        autocomplete: "current-password",
        after: String::new(),
        submit: t.confirm_go_on(),
        below: String::new(),
    };
    password_page(fixed)
}
