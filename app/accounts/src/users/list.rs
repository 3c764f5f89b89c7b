//! The list of users, for administrators.

use crate::store::user_search::{Cursor, Filter, PagePosition, Sort, folded};
use std::collections::HashMap;

use super::Users;
use super::fields::UserInfo;
use crate::current_user::Admin;
use crate::login::AccountLocks;
use crate::store::{self, StoreError};

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

impl Users {
    /// A page of the list of users.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn list(&self, _proof: Admin, search: &UserSearch) -> Result<UserPage, StoreError> {
        let text = folded(&search.text);
        let wanted = store::user_list::UserQuery {
            text: &text,
            filter: search.filter,
            sort: search.sort,
            now: self.base.clock.now(),
        };
        let connection = self.base.store.connection();
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
        let locks = self.lockout.locks_of(&ids).await?;
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
        let users = store::users::find_all(self.base.store.connection(), ids).await?;
        let names = users.into_iter().map(|(id, user)| (id, user.login_name));
        Ok(names.collect())
    }
}
