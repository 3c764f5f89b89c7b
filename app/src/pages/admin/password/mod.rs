//! The page `/admin/users/…/password`.

mod api;
mod page;

use crate::page::{Access, Form, Page};
use crate::routes;

pub(crate) const PAGES: &[Page] =
    &[
        Page::new(routes::ADMIN_USER_PASSWORD, Access::Administrator, || {
            Box::pin(page::load())
        })
        .takes(Form::new::<api::SetUserPassword>(&[])),
    ];
