//! What people see: the pages that the server renders, the islands of them that come to life in the browser, and the
//! navigation that goes from one to the next. Built twice: with `ssr` for the server, without for the browser, which
//! knows the islands and the navigation alone.

#![recursion_limit = "256"]

#[cfg(feature = "ssr")]
pub mod admin_error;
#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
pub mod cookies;
mod dom;
#[cfg(feature = "ssr")]
pub mod error;
#[cfg(feature = "ssr")]
mod error_words;
#[cfg(feature = "ssr")]
pub mod files;
#[cfg(feature = "ssr")]
pub mod form;
mod islands;
pub mod navigation;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod request;
pub mod routes;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(feature = "ssr")]
pub mod theme;
#[cfg(feature = "ssr")]
mod ui;
mod words;

#[cfg(feature = "ssr")]
pub use server::*;

#[cfg(feature = "ssr")]
mod server {
    pub use crate::pages::admin::import::run;
    pub use crate::pages::admin::log::search as log_search;
    pub use crate::shell::{shell, stylesheet};

    /// Gets rendering ready; once, before the first page.
    pub fn init() {
        // The first call in this process counts; tests start several servers in one.
        let _ = any_spawner::Executor::init_tokio();
    }
}
