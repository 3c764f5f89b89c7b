//! The page `/logout`, for whoever opens its address by hand.

mod api;
mod page;

use crate::page::{Access, Form, Page, ready};
use crate::routes;

pub(crate) const PAGES: &[Page] =
    &[
        Page::new(routes::LOGOUT, Access::Anyone, || ready(page::view))
            .takes(Form::new::<api::LogOut>(&[])),
    ];
