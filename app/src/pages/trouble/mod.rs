//! The guided check: `/trouble`, and the report that comes of it.

mod api;
mod further;
mod page;
pub(crate) mod report;

pub(crate) use further::known_points;

use crate::page::{Access, Form, Page};
use crate::routes;

pub(crate) const PAGES: &[Page] = &[
    Page::new(routes::TROUBLE, Access::Anyone, || Box::pin(page::load()))
        .takes(Form::new::<api::MakeReport>(&["tried_name"]))
        .with_report_code(),
    Page::new(routes::REPORT, Access::Anyone, || Box::pin(report::load())),
];
