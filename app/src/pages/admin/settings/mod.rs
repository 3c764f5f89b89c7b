//! The page `/admin/settings`.

mod api;
mod field;
mod page;
pub(crate) mod words;

use crate::page::{Access, Form, Page};
use crate::routes;

pub(crate) const PAGES: &[Page] = &[
    settings(routes::ADMIN_SETTINGS).takes(Form::new::<api::SaveSettings>(&["settings[", "was["])),
    settings(routes::ADMIN_LOGO).takes_file(),
];

/// The page, at the address of one of its forms.
const fn settings(path: &'static str) -> Page {
    Page::new(path, Access::Administrator, || Box::pin(page::load()))
}
