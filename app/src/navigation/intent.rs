//! What somebody wants who follows a link or sends a form, if it is something that stays in the page.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, Event, FormData, HtmlAnchorElement, HtmlElement, HtmlFormElement, MouseEvent,
    SubmitEvent, Url, UrlSearchParams,
};

use super::history;

/// On links and forms that are left to the browser.
const LEFT: &str = "data-load";

/// An address of this site to open, or a form to send to one.
#[derive(Clone, Debug)]
pub(super) struct Intent {
    /// Path, query and fragment.
    pub(super) address: String,
    /// What is posted: `FormData` or `URLSearchParams`. Nothing if something is only looked at.
    pub(super) body: Option<JsValue>,
    /// The link that was followed, as it stands in the page.
    pub(super) link: Option<String>,
    /// The form that was sent.
    pub(super) form: Option<HtmlFormElement>,
    /// The button that was pressed.
    pub(super) button: Option<HtmlElement>,
}

impl Intent {
    /// To look at something.
    pub(super) fn look(address: String) -> Self {
        Self {
            address,
            body: None,
            link: None,
            form: None,
            button: None,
        }
    }

    /// The same once more; of a form that still stands there, with what stands in it by now.
    pub(super) fn again(&self) -> Self {
        let form = self.form.as_ref().filter(|form| form.is_connected());
        let again = form.and_then(|form| from_form(form, self.button.clone()));
        again.unwrap_or_else(|| self.clone())
    }

    /// Whether the form holds a secret.
    pub(super) fn holds_secret(&self) -> bool {
        let form = self.form.as_ref();
        form.is_some_and(|form| {
            let secret = form.query_selector("input[type=password], input[data-secret]");
            secret.is_ok_and(|secret| secret.is_some())
        })
    }

    /// Path and query.
    pub(super) fn place(&self) -> &str {
        self.address.split('#').next().unwrap_or_default()
    }
}

/// Of a click with the main button and no key.
pub(super) fn from_click(event: &Event) -> Option<Intent> {
    let event = event.dyn_ref::<MouseEvent>()?;
    let other = event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
    if event.default_prevented() || event.button() != 0 || other {
        return None;
    }
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let link: HtmlAnchorElement = target.closest("a[href]").ok()??.dyn_into().ok()?;
    if !link.target().is_empty() || link.has_attribute("download") || link.has_attribute(LEFT) {
        return None;
    }
    let to = own(&link.href())?;
    let intent = Intent {
        link: link.get_attribute("href"),
        ..Intent::look(to)
    };
    // Within this page.
    let within = intent.address.contains('#') && intent.place() == history::address();
    (!within).then_some(intent)
}

/// Of a form that is sent.
pub(super) fn from_submit(event: &Event) -> Option<Intent> {
    let event = event.dyn_ref::<SubmitEvent>()?;
    let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
    let left = |name: &str| Element::has_attribute(&form, name);
    if event.default_prevented() || left(LEFT) || left("target") {
        return None;
    }
    from_form(&form, event.submitter())
}

/// Of a form, as if a button had been pressed.
pub(super) fn from_form(form: &HtmlFormElement, button: Option<HtmlElement>) -> Option<Intent> {
    // The properties of a form may be hidden by fields of the same names.
    let from_form = |name: &str| Element::get_attribute(form, name);
    let of_button = |name: &str| button.as_ref()?.get_attribute(name);
    let action = of_button("formaction").or_else(|| from_form("action"));
    let here = window().location().href().ok()?;
    let to = Url::new_with_base(&action.unwrap_or_default(), &here).ok()?;
    let method = of_button("formmethod").or_else(|| from_form("method"));
    let post = method.is_some_and(|method| method.eq_ignore_ascii_case("post"));
    let files = from_form("enctype").is_some_and(|kind| kind == "multipart/form-data");
    let data = FormData::new_with_form(form).ok()?;
    if let (Some(name), Some(value)) = (of_button("name"), of_button("value")) {
        data.append_with_str(&name, &value).ok()?;
    }
    let fields = || UrlSearchParams::new_with_str_sequence_sequence(&data).ok();
    let body = match (post, files) {
        (true, true) => Some(data.clone().into()),
        (true, false) => Some(fields()?.into()),
        (false, _) => {
            to.set_search(&String::from(fields()?.to_string()));
            None
        }
    };
    Some(Intent {
        address: own(&to.href())?,
        body,
        link: None,
        form: Some(form.clone()),
        button,
    })
}

/// Path, query and fragment of an address of this site.
pub(super) fn own(address: &str) -> Option<String> {
    let url = Url::new(address).ok()?;
    let here = window().location().origin().ok()?;
    (url.origin() == here).then(|| url.pathname() + &url.search() + &url.hash())
}
