//! Login names and addresses that are nearly what somebody typed.

use crate::store::user_search::{PagePosition, Sort, folded};
use model::timestamp::Timestamp;

use super::Users;
use crate::store::user_list::{UserQuery, list};
use crate::store::users::User;
use crate::store::{self, StoreError};

/// How many are named.
const NAMED: usize = 5;
/// Slips after which a name is another name.
const SLIPS: usize = 2;
/// Up to this length, in code points, all names are looked up that are one slip away: what is left
/// of a short name after two slips would be in too many others.
const SHORT: usize = 8;
/// What people type into a name by mistake.
const KEYS: &str = "abcdefghijklmnopqrstuvwxyz0123456789.-_@";
/// Users that are compared for each part of a longer name.
const COMPARED: u64 = 200;

/// Somebody whose login name or address is nearly what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMatch {
    /// By which other operations know them.
    pub id: i64,
    /// The login name as it was chosen.
    pub login_name: String,
}

impl Users {
    /// The nearest first. A slip is a character too many, too few, another one, or two that changed
    /// places (Damerau and Levenshtein).
    pub(crate) async fn closest(&self, typed: &str) -> Result<Vec<NearMatch>, StoreError> {
        let typed = folded(typed);
        let connection = self.base.store.connection();
        let mut compared: Vec<User> = Vec::new();
        if typed.chars().count() <= SHORT {
            let names = one_slip_away(&typed);
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let users = store::users::find_keys(connection, &names).await?;
            compared.extend(users.into_values());
        } else {
            for part in parts(&typed) {
                let wanted = UserQuery {
                    text: &part,
                    filter: None,
                    sort: Sort::LoginName,
                    now: Timestamp(0),
                };
                let users = list(connection, &wanted, &PagePosition::First, COMPARED).await?;
                compared.extend(users.into_iter().map(|(_, user)| user));
            }
        }
        let mut close: Vec<(usize, NearMatch)> = compared
            .into_iter()
            .map(|user| (slips(&typed, &user), user))
            .filter(|(slips, _)| *slips <= SLIPS)
            .map(|(slips, user)| {
                let (id, login_name) = (user.id, user.login_name);
                (slips, NearMatch { id, login_name })
            })
            .collect();
        close.sort_by(|(a, one), (b, other)| {
            (a, &one.login_name, one.id).cmp(&(b, &other.login_name, other.id))
        });
        close.dedup();
        close.truncate(NAMED);
        Ok(close.into_iter().map(|(_, close)| close).collect())
    }
}

/// All texts that are one slip away, as far as keys of a plain keyboard make them.
fn one_slip_away(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    for at in 0..=chars.len() {
        let (before, after) = chars.split_at(at);
        let mut note = |middle: &[char], rest: &[char]| {
            found.push(before.iter().chain(middle).chain(rest).collect());
        };
        for key in KEYS.chars() {
            note(&[key], after);
            note(&[key], after.get(1..).unwrap_or_default());
        }
        note(&[], after.get(1..).unwrap_or_default());
        if let [one, other, rest @ ..] = after {
            note(&[*other, *one], rest);
        }
    }
    found
}

fn slips(typed: &str, user: &User) -> usize {
    let to = |name: &str| strsim::damerau_levenshtein(typed, &folded(name));
    let address = user.email.as_deref().map(to);
    to(&user.login_name).min(address.unwrap_or(usize::MAX))
}

/// A text in as many parts that at least one is as it was meant, if it has at most [`SLIPS`] slips
/// of one character each.
fn parts(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let number = SLIPS + 1;
    let end = |part: usize| chars.len() * part / number;
    (0..number)
        .map(|part| chars[end(part)..end(part + 1)].iter().collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_divided_evenly() {
        assert_eq!(parts("mika.example"), ["mika", ".exa", "mple"]);
        assert_eq!(parts("mika.exam"), ["mik", "a.e", "xam"]);
    }

    proptest! {
        #[test]
        fn two_slips_leave_a_part(name in "[a-z]{9,20}", at in prop::collection::vec(0usize..20, 0..=SLIPS)) {
            let mut typed: Vec<char> = name.chars().collect();
            for at in at {
                let at = at % typed.len();
                typed[at] = '#';
            }
            let typed: String = typed.iter().collect();
            prop_assert!(parts(&typed).iter().any(|part| name.contains(part)));
        }

        #[test]
        fn all_short_names_are_found_that_are_one_slip_away(typed in "[a-z]{0,8}", at in 0usize..9, key in "[a-z0-9._@-]") {
            let chars: Vec<char> = typed.chars().collect();
            let at = at % (chars.len() + 1);
            let (mut more, mut other) = (chars.clone(), chars.clone());
            more.insert(at, key.chars().next().unwrap());
            let found = one_slip_away(&typed);
            let holds = |name: &[char]| found.contains(&name.iter().collect());
            prop_assert!(holds(&more));
            if at < chars.len() {
                let mut fewer = chars.clone();
                fewer.remove(at);
                prop_assert!(holds(&fewer));
                other[at] = key.chars().next().unwrap();
                prop_assert!(holds(&other));
            }
            if at + 1 < chars.len() {
                let mut swapped = chars.clone();
                swapped.swap(at, at + 1);
                prop_assert!(holds(&swapped));
            }
        }
    }
}
