//! The page `/admin/users/import`.

mod api;
mod page;
pub mod run;
mod shown;
mod words;

use crate::page::{Access, Form, Page, ready};
use crate::routes;

pub(crate) const PAGES: &[Page] = &[
    import(routes::ADMIN_IMPORT).takes_file().long().in_pieces(),
    import(routes::ADMIN_IMPORT_RUN)
        .takes_file()
        .long()
        .in_pieces(),
    import(routes::ADMIN_IMPORT_INFORM).takes(Form::new::<api::InformImported>(&["import"])),
];

/// The page, at the address of one of its forms.
const fn import(path: &'static str) -> Page {
    Page::new(path, Access::Administrator, || ready(page::view))
}
