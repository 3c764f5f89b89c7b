//! The page `/login`.

mod api;
mod page;

use crate::page::{Access, Form, Page, ready};
use crate::routes;

pub(crate) const PAGES: &[Page] = &[
    Page::new(routes::LOGIN, Access::Anyone, || ready(page::view))
        .takes(Form::of::<api::LogIn>(&["login_name", "keep", "next"]))
        .with_report_code(),
];
