//! How somebody wants to see the pages. It takes a form, which stands at the foot of each page, and shows none.

mod api;

use crate::error::AppError;
use crate::page::{Access, Form, Page};
use crate::routes;

pub(crate) const PAGES: &[Page] = &[Page::new(routes::PREFERENCES, Access::Anyone, || {
    Box::pin(std::future::ready(Err(AppError::Gone)))
})
.takes(Form::new::<api::ChoosePreferences>(&[]))];
