//! What people see: pages, the components they are made of, and the server functions that the
//! pages call. Built twice: with `ssr` into the server, with `hydrate` into the browser.

#![recursion_limit = "256"]

#[cfg(feature = "ssr")]
pub mod admin_error;
mod app;
#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
pub mod cookies;
pub mod error;
mod error_words;
pub mod form;
mod pages;
mod request;
pub mod routes;
#[cfg(feature = "ssr")]
mod shell;
mod ui;
mod words;

pub use app::App;
#[cfg(feature = "ssr")]
pub use pages::admin::import::run;
#[cfg(feature = "ssr")]
pub use pages::admin::log::search as log_search;
#[cfg(feature = "ssr")]
pub use shell::{shell, stylesheet};
#[cfg(not(feature = "ssr"))]
pub use ui::hydrated::mark_hydrated;

/// Gets rendering ready; once, before the first page. The server functions are linked in by
/// themselves on common systems; a list does it on all, and names them in one place.
#[cfg(feature = "ssr")]
pub fn init() {
    use server_fn::axum::register_explicit;
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
