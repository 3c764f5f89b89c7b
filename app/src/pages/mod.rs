//! One folder a page: `mod.rs` describes it, `page.rs` is what it shows, `api.rs` the server functions that take its
//! forms.

pub(crate) mod account;
pub mod admin;
pub(crate) mod confirm;
mod confirm_email;
mod failed;
mod help;
mod login;
mod logout;
mod preferences;
mod reset_password;
mod setup;
pub(crate) mod trouble;

pub use failed::failed;

use crate::page::{Access, Page};
use crate::routes;

/// All of them. A new page adds its line here.
const ALL: &[&[Page]] = &[
    account::PAGES,
    admin::import::PAGES,
    admin::log::PAGES,
    admin::mail::PAGES,
    admin::new_user::PAGES,
    admin::password::PAGES,
    admin::settings::PAGES,
    admin::user::PAGES,
    admin::users::PAGES,
    confirm_email::PAGES,
    help::PAGES,
    login::PAGES,
    logout::PAGES,
    preferences::PAGES,
    reset_password::PAGES,
    setup::PAGES,
    trouble::PAGES,
];

/// Each page.
pub fn all() -> impl Iterator<Item = &'static Page> {
    ALL.iter().copied().flatten()
}

/// The page of a path.
#[must_use]
pub fn find(path: &str) -> Option<&'static Page> {
    let path = match routes::user_of(path) {
        Some((_, part)) => part.page(),
        None => path,
    };
    all().find(|page| page.path == path)
}

/// Who may open `path`. One that no page has is guarded as those are that begin with the same folder: what is not
/// there is not told to whoever may not know.
#[must_use]
pub fn access(path: &str) -> Access {
    let folder = |path: &str| path.split('/').nth(1).map(str::to_owned);
    let beside = || all().find(|page| folder(page.path) == folder(path));
    let page = find(path).or_else(beside);
    page.map_or(Access::Anyone, |page| page.access)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Takes;

    #[test]
    fn what_is_under_a_path_is_guarded_like_it() {
        assert_eq!(access("/admin"), Access::Administrator);
        assert_eq!(access("/admin/users/1"), Access::Administrator);
        assert_eq!(access("/admin/users/01"), Access::Administrator);
        assert_eq!(access("/account/"), Access::LoggedIn);
        assert_eq!(access("/accounts"), Access::Anyone);
        assert_eq!(access("/setup/x"), Access::BeforeSetup);
        assert_eq!(access("/login"), Access::Anyone);
        assert_eq!(access(""), Access::Anyone);
    }

    #[test]
    fn pages_of_one_folder_are_for_the_same_people() {
        for page in all() {
            let folder = page.path.split('/').nth(1);
            for other in all().filter(|other| other.path.split('/').nth(1) == folder) {
                assert_eq!(page.access, other.access, "{} {}", page.path, other.path);
            }
            assert_eq!(
                all().filter(|other| other.path == page.path).count(),
                1,
                "{}",
                page.path
            );
        }
    }

    #[test]
    fn each_server_function_takes_the_form_of_one_page() {
        let forms = all().filter(|page| matches!(page.takes, Takes::Form(_)));
        assert_eq!(forms.count(), server_fn::axum::server_fn_paths().count());
    }

    #[test]
    fn no_secret_is_ever_given_back() {
        let mut seen = 0;
        for page in all() {
            let Takes::Form(form) = page.takes else {
                continue;
            };
            for field in form.given_back {
                seen += 1;
                for secret in ["password", "code", "token"] {
                    assert!(!field.contains(secret), "{field}");
                }
            }
        }
        assert!(seen > 20);
    }
}
