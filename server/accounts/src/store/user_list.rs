//! The list of users: found by an index, shown in an order, a page at a time.
//!
//! Neither database knows by itself which is cheaper: to read users in the order of the list until a
//! page is full, or to find all that are wanted and sort them. The first is slow where few are wanted,
//! the second where many are. So the wanted are counted first, up to [`FEW`].

use model::timestamp::Timestamp;
use model::user_list::{Filter, Mark, Place, Sort};
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr, Order, SimpleExpr};
use sea_orm::{
    Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::StoreError;
use super::entity::user::{Column, Entity, Model};
use super::users::User;

/// So many are found and sorted at once.
const FEW: u64 = 5000;
/// The shortest text that the indexes know, in code points.
const INDEXED: usize = 3;

/// Which users a list shows.
#[derive(Clone, Debug)]
pub(crate) struct Wanted<'a> {
    /// In any part of a name or address, folded; nothing finds all.
    pub(crate) text: &'a str,
    pub(crate) filter: Option<Filter>,
    pub(crate) sort: Sort,
    /// For locks that end by themselves.
    pub(crate) now: Timestamp,
}

/// Users at a place of the list, in its order, at most `limit`. Those before somebody are the
/// nearest ones.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    wanted: &Wanted<'_>,
    place: &Place,
    limit: u64,
) -> Result<Vec<(Mark, User)>, StoreError> {
    let few = are_few(connection, wanted).await?;
    let backward = matches!(place, Place::Before(_) | Place::Last);
    let order = match (wanted.sort == Sort::LastLogin, backward) {
        (false, false) | (true, true) => Order::Asc,
        (false, true) | (true, false) => Order::Desc,
    };
    let mut query = Entity::find().filter(condition(connection, wanted, few));
    if let Place::After(mark) | Place::Before(mark) = place {
        query = query.filter(beyond(wanted.sort, mark, &order));
    }
    query = query.order_by(sorted_by(wanted.sort, few), order.clone());
    if wanted.sort != Sort::LoginName {
        query = query.order_by(Column::Id, order);
    }
    let mut rows = query.limit(limit).all(connection).await?;
    if backward {
        rows.reverse();
    }
    rows.into_iter()
        .map(|row| Ok((mark(wanted.sort, &row), User::try_from(row)?)))
        .collect()
}

/// Whether those who are wanted are worth finding first.
async fn are_few(
    connection: &impl ConnectionTrait,
    wanted: &Wanted<'_>,
) -> Result<bool, StoreError> {
    let by_index = is_indexed(wanted.text);
    // A short text cannot be counted without reading all.
    if !by_index && (wanted.filter.is_none() || !wanted.text.is_empty()) {
        return Ok(false);
    }
    let found: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(condition(connection, wanted, true))
        .limit(FEW + 1)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(found.len() <= usize::try_from(FEW).unwrap_or(usize::MAX))
}

fn is_indexed(text: &str) -> bool {
    text.chars().count() >= INDEXED
}

/// `found_first` asks the index of texts, which is no use to somebody who reads in another order.
fn condition(
    connection: &impl ConnectionTrait,
    wanted: &Wanted<'_>,
    found_first: bool,
) -> Condition {
    let mut condition = Condition::all();
    if let Some(filter) = wanted.filter {
        condition = condition.add(passes(filter, wanted.now));
    }
    if wanted.text.is_empty() {
        return condition;
    }
    let sqlite = connection.get_database_backend() == DbBackend::Sqlite;
    if found_first && sqlite && is_indexed(wanted.text) {
        condition = condition.add(Expr::cust_with_values(
            "id IN (SELECT rowid FROM users_search WHERE users_search MATCH ?)",
            [runs_of_three(wanted.text)],
        ));
    }
    let pattern = LikeExpr::new(format!("%{}%", escaped(wanted.text))).escape('\\');
    condition.add(Expr::col(Column::SearchText).like(pattern))
}

/// The words are written out, not bound: SQLite uses a partial index only for the very words that
/// it was made with.
fn passes(filter: Filter, now: Timestamp) -> SimpleExpr {
    match filter {
        Filter::Active => Expr::cust("status = 'active'"),
        Filter::Inactive => Expr::cust("status = 'inactive'"),
        Filter::MustChange => Expr::cust("must_change"),
        Filter::NeverLoggedIn => Expr::cust("last_login_at IS NULL"),
        Filter::Locked => Expr::col(Column::Id).in_subquery(super::counters::locked_users(now)),
    }
}

/// By an expression that no index knows, where those who are wanted are found first.
fn sorted_by(sort: Sort, found_first: bool) -> SimpleExpr {
    Expr::cust(match (sort, found_first) {
        (Sort::LoginName, false) => "login_name_key",
        (Sort::LoginName, true) => "login_name_key || ''",
        (Sort::Name, false) => "name_key",
        (Sort::Name, true) => "name_key || ''",
        (Sort::LastLogin, false) => "COALESCE(last_login_at, 0)",
        (Sort::LastLogin, true) => "COALESCE(last_login_at, 0) + 0",
    })
}

/// Those who stand after `mark` in this order.
fn beyond(sort: Sort, mark: &Mark, order: &Order) -> SimpleExpr {
    let key = match sort {
        Sort::LastLogin => Expr::value(mark.key.parse::<i64>().unwrap_or_default()),
        Sort::LoginName | Sort::Name => Expr::value(mark.key.as_str()),
    };
    let (there, here) = match sort {
        Sort::LoginName => (sorted_by(sort, false), key),
        Sort::Name | Sort::LastLogin => (
            Expr::tuple([sorted_by(sort, false), Expr::col(Column::Id)]),
            Expr::tuple([key, Expr::value(mark.id)]),
        ),
    };
    if *order == Order::Asc {
        there.gt(here)
    } else {
        there.lt(here)
    }
}

fn mark(sort: Sort, row: &Model) -> Mark {
    Mark {
        key: match sort {
            Sort::LoginName => row.login_name_key.clone(),
            Sort::Name => row.name_key.clone(),
            Sort::LastLogin => row.last_login_at.unwrap_or_default().to_string(),
        },
        id: row.id,
    }
}

/// The query of FTS5 for texts that hold each run of three characters of `text`.
fn runs_of_three(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let runs = chars.windows(INDEXED).map(|run| {
        let run: String = run.iter().collect();
        format!("\"{}\"", run.replace('"', "\"\""))
    });
    runs.collect::<Vec<_>>().join(" AND ")
}

/// A text in a LIKE pattern that stands for itself.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}
