//! Which path shows which page.

use leptos::prelude::*;

use crate::context::{NotShown, not_shown, page_facts};
use crate::pages::account::no_change::NoChangePage;
use crate::pages::account::page::AccountPage;
use crate::pages::account::password::ChangePasswordPage;
use crate::pages::admin::import::page::ImportPage;
use crate::pages::admin::log::page::AuditLogPage;
use crate::pages::admin::mail::page::MailPage;
use crate::pages::admin::new_user::page::NewUserPage;
use crate::pages::admin::password::page::UserPasswordPage;
use crate::pages::admin::settings::page::SettingsPage;
use crate::pages::admin::user::page::UserPage;
use crate::pages::admin::users::UsersAnswerPage;
use crate::pages::admin::users::page::UsersPage;
use crate::pages::confirm::page::confirm_page;
use crate::pages::confirm_email::page::ConfirmEmailPage;
use crate::pages::help::browsers::BrowsersHelpPage;
use crate::pages::help::keyboard::KeyboardHelpPage;
use crate::pages::help::locked::LockedHelpPage;
use crate::pages::login::page::LoginPage;
use crate::pages::logout::LogoutPage;
use crate::pages::not_allowed::NotAllowedPage;
use crate::pages::not_found::NotFoundPage;
use crate::pages::reset_password::bad_link::BadLinkPage;
use crate::pages::reset_password::new::NewPasswordPage;
use crate::pages::reset_password::page::ResetPasswordPage;
use crate::pages::reset_password::sent::ResetSentPage;
use crate::pages::setup::page::SetupPage;
use crate::pages::trouble::page::TroublePage;
use crate::pages::trouble::report::ReportPage;
use crate::request;
use crate::routes::{self, UserPart};

/// The page of the address that was opened, or the one that is in its place.
#[component]
pub fn App() -> impl IntoView {
    match not_shown() {
        Some(NotShown::NotAllowed) => return NotAllowedPage().into_any(),
        Some(NotShown::Gone) => return NotFoundPage().into_any(),
        None => {}
    }
    if request::asks_for_own_password() {
        return confirm_page();
    }
    let path = request::path();
    match &*path {
        routes::LOGIN => LoginPage().into_any(),
        routes::TROUBLE => TroublePage().into_any(),
        routes::SETUP => SetupPage().into_any(),
        routes::LOGOUT => LogoutPage().into_any(),
        routes::REPORT => ReportPage().into_any(),
        routes::HELP_BROWSERS => BrowsersHelpPage().into_any(),
        routes::HELP_KEYBOARD => KeyboardHelpPage().into_any(),
        routes::HELP_LOCKED => LockedHelpPage().into_any(),
        routes::RESET_PASSWORD => ResetPasswordPage().into_any(),
        routes::RESET_SENT => ResetSentPage().into_any(),
        routes::NEW_PASSWORD => match page_facts().link {
            Err(error) => view! { <BadLinkPage error/> }.into_any(),
            Ok(link) => view! { <NewPasswordPage link/> }.into_any(),
        },
        routes::ACCOUNT
        | routes::ACCOUNT_EMAIL
        | routes::ACCOUNT_LANGUAGE
        | routes::ACCOUNT_SESSIONS => AccountPage().into_any(),
        routes::CHANGE_PASSWORD => match request::changes_own_password() {
            true => ChangePasswordPage().into_any(),
            false => NoChangePage().into_any(),
        },
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
            Some((id, UserPart::Password)) => match page_facts().user {
                Some(user) => view! { <UserPasswordPage id user/> }.into_any(),
                None => NotFoundPage().into_any(),
            },
            None => NotFoundPage().into_any(),
        },
    }
}
