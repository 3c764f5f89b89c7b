//! The page `/setup`.

mod api;
mod page;

use crate::page::{Access, Form, Page, ready};
use crate::routes;

pub(crate) const PAGES: &[Page] =
    &[
        Page::new(routes::SETUP, Access::BeforeSetup, || ready(page::view)).takes(Form::new::<
            api::SetUp,
        >(&[
            "login_name",
            "email",
        ])),
    ];
