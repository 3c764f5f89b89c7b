//! A new password without the old one: the pages under `/reset-password`.

mod api;
mod bad_link;
mod new;
mod page;
mod sent;

use crate::page::{Access, Form, Page, ready};
use crate::routes;

pub(crate) const PAGES: &[Page] = &[
    Page::new(routes::RESET_PASSWORD, Access::Anyone, || ready(page::view)).takes(Form::new::<
        api::AskForReset,
    >(&[
        "email",
    ])),
    Page::new(routes::RESET_SENT, Access::Anyone, || ready(sent::view)),
    Page::new(routes::NEW_PASSWORD, Access::Anyone, || {
        Box::pin(new::load())
    })
    .takes(Form::new::<api::SavePassword>(&[])),
];
