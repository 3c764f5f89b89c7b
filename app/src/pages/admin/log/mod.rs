//! The page `/admin/log`.

mod page;
pub mod search;
mod words;

use crate::page::{Access, Page};
use crate::routes;

pub(crate) const PAGES: &[Page] = &[
    Page::new(routes::ADMIN_LOG, Access::Administrator, || {
        Box::pin(page::load())
    }),
    Page::new(routes::ADMIN_LOG_EXPORT, Access::Administrator, || {
        Box::pin(page::load())
    })
    .takes_file()
    .long(),
];
