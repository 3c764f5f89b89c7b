//! The page `/admin/users`.

mod answer;
mod api;
mod page;
mod report;
mod view;

use crate::page::{Access, Form, Page};
use crate::routes;

pub(crate) const PAGES: &[Page] = &[
    users(routes::ADMIN_USERS),
    users(routes::ADMIN_USERS_ACTION).takes(Form::new::<api::DoToUsers>(&[
        "ids[]",
        "action",
        "confirmed",
    ])),
    users(routes::ADMIN_EXPORT).takes_file().long(),
];

/// The page, at the address of one of its forms.
const fn users(path: &'static str) -> Page {
    Page::new(path, Access::Administrator, || Box::pin(page::load()))
}
