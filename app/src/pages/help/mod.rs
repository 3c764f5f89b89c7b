//! Articles.

mod browsers;
mod keyboard;
mod locked;

use crate::page::{Access, Page, ready};
use crate::routes;

pub(crate) const PAGES: &[Page] = &[
    Page::new(routes::HELP_BROWSERS, Access::Anyone, || {
        ready(browsers::view)
    }),
    Page::new(routes::HELP_KEYBOARD, Access::Anyone, || {
        ready(keyboard::view)
    }),
    Page::new(routes::HELP_LOCKED, Access::Anyone, || ready(locked::view)),
];
