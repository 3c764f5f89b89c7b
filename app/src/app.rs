//! Which path shows which page.
//!
//! There is no router in the browser: each link loads a page from the server, which guards it anew.
//! What a person waits for is small, and a fifth of the WebAssembly stays away (docs/adr/0002).

use leptos::prelude::*;

use crate::pages::account::password::ChangePasswordPage;
use crate::pages::login::page::LoginPage;
use crate::pages::reset_password::new::NewPasswordPage;
use crate::pages::setup::page::SetupPage;
use crate::pages::trouble::page::TroublePage;
use crate::request;
use crate::routes;

/// The page of the address that was opened.
#[component]
pub fn App() -> impl IntoView {
    let path = request::path();
    #[cfg(feature = "ssr")]
    if request::is_still(&path) {
        return still_page(&path);
    }
    #[cfg(feature = "ssr")]
    if request::asks_for_own_password() {
        return crate::pages::confirm::page::confirm_page();
    }
    live_page(&path)
}

/// One of [`routes::LIVE_PAGES`].
fn live_page(path: &str) -> AnyView {
    match path {
        routes::LOGIN => LoginPage().into_any(),
        routes::TROUBLE => TroublePage().into_any(),
        routes::NEW_PASSWORD => NewPasswordPage().into_any(),
        routes::SETUP => SetupPage().into_any(),
        routes::CHANGE_PASSWORD => ChangePasswordPage().into_any(),
        path => fixed_page(path),
    }
}

/// A page of which nothing but the field for a password is live: the server knows what else is on it.
#[cfg(feature = "ssr")]
fn fixed_page(_path: &str) -> AnyView {
    crate::pages::admin::password::page::user_password_page()
}

/// The same in the browser.
#[cfg(not(feature = "ssr"))]
fn fixed_page(_path: &str) -> AnyView {
    use crate::ui::password_page::{Fixed, OWN_PASSWORD, password_page};
    let own = document().get_element_by_id(OWN_PASSWORD).is_some();
    let (name, autocomplete) = match own {
        true => (OWN_PASSWORD, ""),
        false => ("password", "new-password"),
    };
    password_page(Fixed {
        name,
        autocomplete,
        ..Fixed::default()
    })
}

/// One that the WebAssembly does not know, or that cannot be shown.
#[cfg(feature = "ssr")]
fn still_page(path: &str) -> AnyView {
    use crate::context::{NotShown, not_shown, page_facts};
    use crate::pages::account::no_change::NoChangePage;
    use crate::pages::account::page::AccountPage;
    use crate::pages::admin::import::page::ImportPage;
    use crate::pages::admin::log::page::AuditLogPage;
    use crate::pages::admin::mail::page::MailPage;
    use crate::pages::admin::new_user::page::NewUserPage;
    use crate::pages::admin::settings::page::SettingsPage;
    use crate::pages::admin::user::page::UserPage;
    use crate::pages::admin::users::UsersAnswerPage;
    use crate::pages::admin::users::page::UsersPage;
    use crate::pages::confirm_email::page::ConfirmEmailPage;
    use crate::pages::help::browsers::BrowsersHelpPage;
    use crate::pages::help::keyboard::KeyboardHelpPage;
    use crate::pages::help::locked::LockedHelpPage;
    use crate::pages::logout::LogoutPage;
    use crate::pages::not_allowed::NotAllowedPage;
    use crate::pages::not_found::NotFoundPage;
    use crate::pages::reset_password::bad_link::BadLinkPage;
    use crate::pages::reset_password::page::ResetPasswordPage;
    use crate::pages::reset_password::sent::ResetSentPage;
    use crate::pages::trouble::report::ReportPage;
    use crate::routes::UserPart;

    match not_shown() {
        Some(NotShown::NotAllowed) => return NotAllowedPage().into_any(),
        Some(NotShown::Gone) => return NotFoundPage().into_any(),
        None => {}
    }
    match path {
        routes::LOGOUT => LogoutPage().into_any(),
        routes::REPORT => ReportPage().into_any(),
        routes::HELP_BROWSERS => BrowsersHelpPage().into_any(),
        routes::HELP_KEYBOARD => KeyboardHelpPage().into_any(),
        routes::HELP_LOCKED => LockedHelpPage().into_any(),
        routes::RESET_PASSWORD => ResetPasswordPage().into_any(),
        routes::RESET_SENT => ResetSentPage().into_any(),
        routes::NEW_PASSWORD => match page_facts().link {
            Err(error) => view! { <BadLinkPage error/> }.into_any(),
            Ok(_) => NotFoundPage().into_any(),
        },
        routes::ACCOUNT
        | routes::ACCOUNT_EMAIL
        | routes::ACCOUNT_LANGUAGE
        | routes::ACCOUNT_SESSIONS => AccountPage().into_any(),
        routes::CHANGE_PASSWORD => NoChangePage().into_any(),
        routes::CONFIRM_EMAIL => ConfirmEmailPage().into_any(),
        routes::ADMIN_SETTINGS | routes::ADMIN_LOGO => SettingsPage().into_any(),
        routes::ADMIN_LOG | routes::ADMIN_LOG_EXPORT => AuditLogPage().into_any(),
        routes::ADMIN_USERS => UsersPage().into_any(),
        routes::ADMIN_USERS_ACTION => UsersAnswerPage().into_any(),
        routes::ADMIN_EXPORT => UsersPage().into_any(),
        routes::ADMIN_NEW_USER => NewUserPage().into_any(),
        routes::ADMIN_MAIL | routes::ADMIN_MAIL_ACTION | routes::ADMIN_MAIL_TEST => {
            MailPage().into_any()
        }
        routes::ADMIN_IMPORT | routes::ADMIN_IMPORT_RUN | routes::ADMIN_IMPORT_INFORM => {
            ImportPage().into_any()
        }
        path => match routes::user_of(path) {
            Some((id, UserPart::Edit | UserPart::Action)) => view! { <UserPage id/> }.into_any(),
            Some((_, UserPart::Password)) | None => NotFoundPage().into_any(),
        },
    }
}
