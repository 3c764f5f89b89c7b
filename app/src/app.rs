//! Which path shows which page.
//!
//! There is no router in the browser: each link loads a page from the server, which guards it anew.
//! What a person waits for is small, and a fifth of the WebAssembly stays away (docs/adr/0002).

use leptos::prelude::*;
use leptos_meta::provide_meta_context;

#[cfg(feature = "ssr")]
use crate::pages::account::page::AccountPage;
use crate::pages::account::password::ChangePasswordPage;
#[cfg(feature = "ssr")]
use crate::pages::admin::users::page::UsersPage;
#[cfg(feature = "ssr")]
use crate::pages::help::locked::LockedHelpPage;
use crate::pages::login::page::LoginPage;
#[cfg(feature = "ssr")]
use crate::pages::logout::LogoutPage;
use crate::pages::not_found::NotFoundPage;
use crate::pages::reset_password::new::NewPasswordPage;
#[cfg(feature = "ssr")]
use crate::pages::reset_password::page::ResetPasswordPage;
#[cfg(feature = "ssr")]
use crate::pages::reset_password::sent::ResetSentPage;
use crate::pages::setup::page::SetupPage;
#[cfg(feature = "ssr")]
use crate::pages::trouble::TroublePage;
use crate::request;
use crate::routes;
use crate::ui::hydrated::mark_hydrated;

/// The page of the address that was opened.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    mark_hydrated();
    match request::path().as_str() {
        routes::LOGIN => LoginPage().into_any(),
        #[cfg(feature = "ssr")]
        routes::LOGOUT => LogoutPage().into_any(),
        #[cfg(feature = "ssr")]
        routes::TROUBLE => TroublePage().into_any(),
        #[cfg(feature = "ssr")]
        routes::HELP_LOCKED => LockedHelpPage().into_any(),
        routes::SETUP => SetupPage().into_any(),
        #[cfg(feature = "ssr")]
        routes::RESET_PASSWORD => ResetPasswordPage().into_any(),
        #[cfg(feature = "ssr")]
        routes::RESET_SENT => ResetSentPage().into_any(),
        routes::NEW_PASSWORD => NewPasswordPage().into_any(),
        #[cfg(feature = "ssr")]
        routes::ACCOUNT => AccountPage().into_any(),
        routes::CHANGE_PASSWORD => ChangePasswordPage().into_any(),
        #[cfg(feature = "ssr")]
        routes::ADMIN_USERS => UsersPage().into_any(),
        _ => NotFoundPage().into_any(),
    }
}
