//! The page `/admin/users/new`.

mod api;
mod page;

use crate::page::{Access, Form, Page, ready};
use crate::routes;

pub(crate) const PAGES: &[Page] =
    &[
        Page::new(routes::ADMIN_NEW_USER, Access::Administrator, || {
            ready(page::view)
        })
        .takes(Form::new::<api::AddUser>(&[
            "login_name",
            "display_name",
            "email",
            "language",
            "role",
            "then",
        ])),
    ];
