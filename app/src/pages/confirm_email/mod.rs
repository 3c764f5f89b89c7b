//! The page `/confirm-email`.

mod api;
mod page;

use crate::page::{Access, Form, Page};
use crate::routes;

pub(crate) const PAGES: &[Page] = &[Page::new(routes::CONFIRM_EMAIL, Access::LoggedIn, || {
    Box::pin(page::load())
})
.takes(Form::new::<api::ConfirmEmail>(&[]))];
