//! The pages under `/account`.

mod api;
mod no_change;
mod page;
mod password;

use crate::context::{current_user, portal};
use crate::page::{Access, Form, Page, ready};
use crate::routes;

pub(crate) const PAGES: &[Page] = &[
    account(routes::ACCOUNT),
    account(routes::ACCOUNT_EMAIL).takes(Form::new::<api::AskForEmail>(&["email"])),
    account(routes::ACCOUNT_LANGUAGE).takes(Form::new::<api::SetOwnLanguage>(&["language"])),
    account(routes::ACCOUNT_SESSIONS).takes(Form::new::<api::EndSessions>(&[])),
    Page::new(
        routes::CHANGE_PASSWORD,
        Access::LoggedIn,
        || match changes_own_password() {
            true => Box::pin(password::load()),
            false => ready(no_change::view),
        },
    )
    .takes(Form::new::<api::ChangePassword>(&["end_others"])),
];

/// The account's page, at the address of one of its forms.
const fn account(path: &'static str) -> Page {
    Page::new(path, Access::LoggedIn, || Box::pin(page::load()))
}

/// Whether whoever is logged in may change their own password.
fn changes_own_password() -> bool {
    let role = current_user().map(|current_user| current_user.role);
    role.is_ok_and(|role| portal().settings.allows_change(role))
}
