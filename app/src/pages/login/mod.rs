//! The page `/login`.

mod again;
mod api;
mod page;

use leptos::prelude::use_context;

use crate::page::{Access, Form, Page, ready};
use crate::routes;

pub(crate) const PAGES: &[Page] =
    &[
        Page::new(routes::LOGIN, Access::Anyone, || match use_context() {
            Some(Some(again)) => ready(|| again::view(again)),
            _ => ready(page::view),
        })
        .takes(Form::new::<api::LogIn>(&[
            "login_name",
            "keep",
            "next",
            "kept[]",
        ]))
        .with_report_code(),
    ];
