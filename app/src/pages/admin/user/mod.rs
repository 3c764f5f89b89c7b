//! The page `/admin/users/…` of one user.

pub(super) mod api;
mod edit;
pub(super) mod page;

use crate::page::{Access, Form, Page};
use crate::routes;

pub(crate) const PAGES: &[Page] = &[
    user(routes::ADMIN_USER).takes(Form::new::<api::SaveUser>(&[
        "id",
        "version",
        "login_name",
        "display_name",
        "email",
        "language",
        "role",
        "status",
        "was_login_name",
        "was_display_name",
        "was_email",
        "was_language",
        "was_role",
        "was_status",
    ])),
    user(routes::ADMIN_USER_ACTION).takes(Form::new::<api::DoToUser>(&["id", "action"])),
];

/// The page, at the address of one of its forms.
const fn user(path: &'static str) -> Page {
    Page::new(path, Access::Administrator, || Box::pin(page::load()))
}
