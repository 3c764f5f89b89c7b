//! Every address. What is there stands in the list of `pages`.

use model::user::Role;

/// Log in.
pub const LOGIN: &str = "/login";
/// In the query of the login screen: somebody has logged in, and their browser did not send the cookie of
/// the session back.
pub const COOKIES_LOST: (&str, &str) = ("cookies", "lost");
/// In the form of the login screen: each field of another form, which was sent when the session had ended.
pub const KEPT: &str = "kept[]";
/// How somebody wants to see the pages; takes a form, shows no page.
pub const PREFERENCES: &str = "/preferences";
/// Log out; takes a form, shows no page.
pub const LOGOUT: &str = "/logout";
/// What to do when logging in fails.
pub const TROUBLE: &str = "/trouble";
/// Asking for a mail with a link to a new password.
pub const RESET_PASSWORD: &str = "/reset-password";
/// The mail is on its way.
pub const RESET_SENT: &str = "/reset-password/sent";
/// Where the link in the mail leads; it shows no page, and leads on.
pub const MAIL_LINK: &str = "/reset-password/link";
/// Choosing a new password, after the link was opened or after a login that asks for it.
pub const NEW_PASSWORD: &str = "/reset-password/new";
/// The report for the administrator.
pub const REPORT: &str = "/trouble/report";
/// Supported browsers, and how to set them.
pub const HELP_BROWSERS: &str = "/help/browsers";
/// Caps Lock, Num Lock and other keys.
pub const HELP_KEYBOARD: &str = "/help/keyboard";
/// Why login names get locked.
pub const HELP_LOCKED: &str = "/help/locked";
/// The first administrator.
pub const SETUP: &str = "/setup";
/// One's own account.
pub const ACCOUNT: &str = "/account";
/// Changing one's own password.
pub const CHANGE_PASSWORD: &str = "/account/password";
/// Asking for another e-mail address; takes a form.
pub const ACCOUNT_EMAIL: &str = "/account/email";
/// One's own language; takes a form.
pub const ACCOUNT_LANGUAGE: &str = "/account/language";
/// Ends sessions of one's own; takes a form.
pub const ACCOUNT_SESSIONS: &str = "/account/sessions";
/// Where the link to a new address leads; it shows no page, and leads on.
pub const EMAIL_LINK: &str = "/confirm-email/link";
/// Confirming a new address, after the link was opened; for whoever is logged in to the account.
pub const CONFIRM_EMAIL: &str = "/confirm-email";
/// The list of users; `?search=` finds some.
pub const ADMIN_USERS: &str = "/admin/users";
/// What is done to users who were chosen in the list; takes a form.
pub const ADMIN_USERS_ACTION: &str = "/admin/users/action";
/// Adding a user.
pub const ADMIN_NEW_USER: &str = "/admin/users/new";
/// A file of users; takes one.
pub const ADMIN_IMPORT: &str = "/admin/users/import";
/// Puts a file that was checked into force; takes a form.
pub const ADMIN_IMPORT_RUN: &str = "/admin/users/import/run";
/// Sends mails to all whom a file added; takes a form.
pub const ADMIN_IMPORT_INFORM: &str = "/admin/users/import/inform";
/// Where the file of all users is; takes a form.
pub const ADMIN_EXPORT: &str = "/admin/users/export";
/// Mails that wait, were sent, or failed.
pub const ADMIN_MAIL: &str = "/admin/mail";
/// What is done to a mail; takes a form.
pub const ADMIN_MAIL_ACTION: &str = "/admin/mail/action";
/// Sends a mail at once; takes a form.
pub const ADMIN_MAIL_TEST: &str = "/admin/mail/test";
/// What administrators set; takes a form too.
pub const ADMIN_SETTINGS: &str = "/admin/settings";
/// The portal's picture; takes a file.
pub const ADMIN_LOGO: &str = "/admin/settings/logo";
/// Who did what.
pub const ADMIN_LOG: &str = "/admin/log";
/// Where the file of the log is; takes a form.
pub const ADMIN_LOG_EXPORT: &str = "/admin/log/export";
/// The portal's picture itself.
pub const LOGO: &str = "/logo.png";
/// The portal's colour, as a style sheet.
pub const ACCENT: &str = "/accent.css";
/// One user, by their number; takes a form too.
pub const ADMIN_USER: &str = "/admin/users/{id}";
/// What is done to one user by a button of their page; takes a form.
pub const ADMIN_USER_ACTION: &str = "/admin/users/{id}/action";
/// Setting one user's password; takes a form too.
pub const ADMIN_USER_PASSWORD: &str = "/admin/users/{id}/password";

/// How the path of [`ADMIN_USER_PASSWORD`] ends.
pub const PASSWORD: &str = "/password";

/// A page about one user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserPart {
    /// [`ADMIN_USER`]
    Edit,
    /// [`ADMIN_USER_ACTION`], which shows the same page.
    Action,
    /// [`ADMIN_USER_PASSWORD`]
    Password,
}

impl UserPart {
    /// The address of its kind, in the list of pages.
    #[must_use]
    pub const fn page(self) -> &'static str {
        match self {
            Self::Edit => ADMIN_USER,
            Self::Action => ADMIN_USER_ACTION,
            Self::Password => ADMIN_USER_PASSWORD,
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Edit => "",
            Self::Action => "/action",
            Self::Password => PASSWORD,
        }
    }
}

/// A page of one user.
#[must_use]
pub fn user_page(id: i64, part: UserPart) -> String {
    format!("{ADMIN_USERS}/{id}{}", part.ending())
}

/// Whose page a path is, and which.
#[must_use]
pub fn user_of(path: &str) -> Option<(i64, UserPart)> {
    let rest = path.strip_prefix(ADMIN_USERS)?.strip_prefix('/')?;
    let parts = [UserPart::Action, UserPart::Password, UserPart::Edit];
    let part = parts
        .into_iter()
        .find(|part| rest.ends_with(part.ending()))?;
    let id = rest.strip_suffix(part.ending())?;
    // One way to write each number.
    let number = id
        .parse()
        .ok()
        .filter(|number: &i64| number.to_string() == id)?;
    Some((number, part))
}

/// Where somebody of this role lands after logging in.
#[must_use]
pub const fn home(role: Role) -> &'static str {
    match role {
        Role::Administrator => ADMIN_USERS,
        Role::User => ACCOUNT,
    }
}

/// `path` if it leads to this site and nowhere else, for a redirect after logging in: one slash
/// first, nothing but visible ASCII, no backslash (which browsers read as a slash). ASVS 5.0, 3.7.2.
#[must_use]
pub fn local_path(path: &str) -> Option<&str> {
    let rest = path.strip_prefix('/')?;
    let harmless = path.len() <= 512
        && !rest.starts_with('/')
        && path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    harmless.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for path in ["/", "/account", "/admin/users?search=sora&page=2"] {
            assert_eq!(local_path(path), Some(path));
        }
        for path in [
            "",
            "account",
            "//example.test",
            "/\\example.test",
            "\\/example.test",
            "https://example.test",
            "javascript:alert(1)",
            "/a\r\nSet-Cookie: a=b",
            "/\t/example.test",
            " /account",
            "/é",
        ] {
            assert_eq!(local_path(path), None, "{path:?}");
        }
        assert_eq!(local_path(&format!("/{}", "a".repeat(512))), None);
    }

    #[test]
    fn a_users_page_has_one_address() {
        for part in [UserPart::Edit, UserPart::Action, UserPart::Password] {
            assert_eq!(user_of(&user_page(42, part)), Some((42, part)));
        }
        for rest in [
            "/", "/042", "/+42", "/x", "42", "/42/", "/action", "/42/x", "/new",
        ] {
            assert_eq!(user_of(&format!("{ADMIN_USERS}{rest}")), None, "{rest}");
        }
    }
}
