//! What people see: the pages that the server renders, the islands of them that come to life in the browser, and the
//! navigation that goes from one to the next. Built twice: with `ssr` for the server, without for the browser, which
//! knows the islands and the navigation alone.

#![recursion_limit = "256"]

#[cfg(feature = "ssr")]
pub mod admin_error;
#[cfg(feature = "ssr")]
mod app;
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
pub mod form;
mod islands;
pub mod navigation;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod request;
pub mod routes;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(feature = "ssr")]
mod ui;
mod words;

#[cfg(feature = "ssr")]
pub use server::*;

#[cfg(feature = "ssr")]
mod server {
    pub use crate::app::App;
    use crate::pages;
    pub use crate::pages::admin::import::run;
    pub use crate::pages::admin::log::search as log_search;
    pub use crate::shell::{shell, stylesheet};
    use server_fn::axum::register_explicit;

    /// Gets rendering ready; once, before the first page. The server functions are linked in by
    /// themselves on common systems; a list does it on all, and names them in one place.
    pub fn init() {
        // The first call in this process counts; tests start several servers in one.
        let _ = any_spawner::Executor::init_tokio();
        register_explicit::<pages::login::api::LogIn>();
        register_explicit::<pages::login::api::LogOut>();
        register_explicit::<pages::setup::api::SetUp>();
        register_explicit::<pages::reset_password::api::AskForReset>();
        register_explicit::<pages::reset_password::api::SavePassword>();
        register_explicit::<pages::account::api::ChangePassword>();
        register_explicit::<pages::account::api::AskForEmail>();
        register_explicit::<pages::account::api::SetOwnLanguage>();
        register_explicit::<pages::account::api::EndSessions>();
        register_explicit::<pages::confirm_email::api::ConfirmEmail>();
        register_explicit::<pages::trouble::api::MakeReport>();
        register_explicit::<pages::admin::user::api::DoToUser>();
        register_explicit::<pages::admin::user::api::DoToUsers>();
        register_explicit::<pages::admin::user::api::SaveUser>();
        register_explicit::<pages::admin::new_user::api::AddUser>();
        register_explicit::<pages::admin::password::api::SetUserPassword>();
        register_explicit::<pages::admin::import::api::InformImported>();
        register_explicit::<pages::admin::settings::api::SaveSettings>();
        register_explicit::<pages::admin::mail::api::DoToMail>();
        register_explicit::<pages::admin::mail::api::SendTestMail>();
    }
}
