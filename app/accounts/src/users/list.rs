//! The list of users, for administrators.

use model::lockout::Remaining;
use model::user_list::{Cursor, Filter, PagePosition, Sort, folded};
use std::collections::HashMap;

use crate::Accounts;
use crate::lockout::Subject;
use crate::sessions::Admin;
use crate::store::{self, StoreError};
use crate::users::UserInfo;

/// Users on a page of the list.
const PAGE: usize = 50;

/// What a list of users is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserSearch {
    /// In any part of the login name, the name or the address, whatever its case; nothing finds all.
    pub text: String,
    /// Only those.
    pub filter: Option<Filter>,
    /// In this order.
    pub sort: Sort,
    /// Which page.
    pub place: PagePosition,
}

/// A user in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedUser {
    /// Who.
    pub user: UserInfo,
    /// What keeps them out.
    pub locks: AccountLocks,
}

/// The locks of an account that hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountLocks {
    /// Everywhere, save in browsers that they have logged in with before.
    pub elsewhere: Option<Remaining>,
    /// In one of those browsers, or several: until the last of them ends.
    pub known_browser: Option<Remaining>,
}

impl AccountLocks {
    /// Whether there is one.
    #[must_use]
    pub const fn any(&self) -> bool {
        self.elsewhere.is_some() || self.known_browser.is_some()
    }
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserPage {
    /// In the order that was asked for.
    pub users: Vec<ListedUser>,
    /// Where the page before ends, if there is one: those before this one.
    pub previous: Option<Cursor>,
    /// Where the next page begins, if there is one: those after this one.
    pub next: Option<Cursor>,
}

impl Accounts {
    /// A page of the list of users.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn list_users(
        &self,
        _proof: Admin,
        search: &UserSearch,
    ) -> Result<UserPage, StoreError> {
        let text = folded(&search.text);
        let wanted = store::user_list::UserQuery {
            text: &text,
            filter: search.filter,
            sort: search.sort,
            now: self.inner.clock.now(),
        };
        let connection = self.inner.store.connection();
        // One more tells whether there is another page.
        let limit = u64::try_from(PAGE + 1).unwrap_or(u64::MAX);
        let found = store::user_list::list(connection, &wanted, &search.place, limit).await?;
        let backward = matches!(search.place, PagePosition::Before(_) | PagePosition::Last);
        let more = found.len() > PAGE;
        let mut found = found;
        if more && backward {
            found.remove(0);
        }
        found.truncate(PAGE);
        let (has_previous, has_next) = match search.place {
            PagePosition::First => (false, more),
            PagePosition::After(_) => (true, more),
            PagePosition::Before(_) => (more, true),
            PagePosition::Last => (more, false),
        };
        let mark = |user: Option<&(Cursor, _)>, wanted: bool| {
            user.filter(|_| wanted).map(|(mark, _)| mark.clone())
        };
        let (previous, next) = (
            mark(found.first(), has_previous),
            mark(found.last(), has_next),
        );
        let ids: Vec<i64> = found.iter().map(|(mark, _)| mark.id).collect();
        let locks = self.locks_of(&ids).await?;
        let users = found.into_iter().zip(locks);
        Ok(UserPage {
            users: users
                .map(|((_, user), locks)| ListedUser {
                    user: user.into(),
                    locks,
                })
                .collect(),
            previous,
            next,
        })
    }

    /// The login names of those of some users who are there.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn login_names(
        &self,
        _proof: Admin,
        ids: &[i64],
    ) -> Result<HashMap<i64, String>, StoreError> {
        let users = store::users::find_all(self.inner.store.connection(), ids).await?;
        let names = users.into_iter().map(|(id, user)| (id, user.login_name));
        Ok(names.collect())
    }

    /// The locks of each of some users.
    pub(crate) async fn locks_of(&self, users: &[i64]) -> Result<Vec<AccountLocks>, StoreError> {
        let now = self.inner.clock.now();
        let held = store::counters::locks_of(self.inner.store.connection(), users, now).await?;
        let of = |id: i64| {
            let mut locks = AccountLocks::default();
            for (_, subject, lock) in held.iter().filter(|(user, ..)| *user == id) {
                let place = match *subject == Subject::known_browsers(id) {
                    true => &mut locks.known_browser,
                    false => &mut locks.elsewhere,
                };
                *place = longer(*place, lock.remaining(now));
            }
            locks
        };
        Ok(users.iter().map(|&id| of(id)).collect())
    }
}

fn longer(one: Option<Remaining>, other: Option<Remaining>) -> Option<Remaining> {
    match (one, other) {
        (Some(Remaining::UntilUnlocked), _) | (_, Some(Remaining::UntilUnlocked)) => {
            Some(Remaining::UntilUnlocked)
        }
        (Some(Remaining::Until(a, _)), Some(Remaining::Until(b, _))) if a >= b => one,
        (Some(_), None) => one,
        _ => other,
    }
}
