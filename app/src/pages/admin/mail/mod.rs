//! The page `/admin/mail`.

mod api;
mod page;

use crate::page::{Access, Form, Page};
use crate::routes;

pub(crate) const PAGES: &[Page] = &[
    mail(routes::ADMIN_MAIL),
    mail(routes::ADMIN_MAIL_ACTION).takes(Form::new::<api::DoToMail>(&[])),
    mail(routes::ADMIN_MAIL_TEST).takes(Form::new::<api::SendTestMail>(&["email"])),
];

/// The page, at the address of one of its forms.
const fn mail(path: &'static str) -> Page {
    Page::new(path, Access::Administrator, || Box::pin(page::load()))
}
