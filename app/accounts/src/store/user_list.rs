//! The list of users: found by an index, shown in an order, a page at a time.
//!
//! Neither database knows by itself which is cheaper: to read users in the order of the list until a
//! page is full, or to find all that are wanted and sort them. The first is slow where few are wanted,
//! the second where many are. So those who may be wanted are looked for first, up to [`FEW`].

use super::user_search::{Cursor, Filter, PagePosition, Sort};
use model::timestamp::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr, Order, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};

use super::StoreError;
use super::entity::user::{Column, Entity, Model};
use super::users::{User, find_rows};

/// So many are found and sorted at once.
const FEW: usize = 5000;
/// The shortest text that the indexes of texts know, in code points.
const INDEXED: usize = 3;

/// Which users a list shows.
#[derive(Clone, Debug)]
pub(crate) struct UserQuery<'a> {
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
    wanted: &UserQuery<'_>,
    place: &PagePosition,
    limit: u64,
) -> Result<Vec<(Cursor, User)>, StoreError> {
    let few = few(connection, wanted).await?;
    let backward = matches!(place, PagePosition::Before(_) | PagePosition::Last);
    let order = match (wanted.sort == Sort::LastLogin, backward) {
        (false, false) | (true, true) => Order::Asc,
        (false, true) | (true, false) => Order::Desc,
    };
    let mut query = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(condition(wanted));
    let found_first = few.is_some();
    if let Some(few) = few {
        query = query.filter(Column::Id.is_in(few));
    }
    if let PagePosition::After(mark) | PagePosition::Before(mark) = place {
        query = query.filter(beyond(wanted.sort, mark, &order));
    }
    // Only what the index holds is read, until it is known whose page it is.
    let mut ids: Vec<i64> = query
        .order_by(sorted_by(wanted.sort, found_first), order.clone())
        .order_by(Column::Id, order)
        .limit(limit)
        .into_tuple()
        .all(connection)
        .await?;
    if backward {
        ids.reverse();
    }
    let mut rows = find_rows(connection, &ids).await?;
    let in_order = ids.iter().filter_map(|id| rows.remove(id));
    in_order
        .map(|row| Ok((mark(wanted.sort, &row), User::try_from(row)?)))
        .collect()
}

/// Those who may be wanted, if they are few and can be found without reading all. For a text they
/// are those who have all its runs of three characters, in whatever order.
async fn few(
    connection: &impl ConnectionTrait,
    wanted: &UserQuery<'_>,
) -> Result<Option<Vec<i64>>, StoreError> {
    let by_filter = wanted.filter.is_some_and(|filter| filter != Filter::Active);
    let by_text = wanted.text.chars().count() >= INDEXED;
    let limit = FEW as u64 + 1;
    let found: Vec<i64> =
        if by_text && !by_filter && connection.get_database_backend() == DbBackend::Sqlite {
            let query = Statement::from_sql_and_values(
                DbBackend::Sqlite,
                "SELECT rowid FROM users_search WHERE users_search MATCH ? LIMIT ?",
                [runs_of_three(wanted.text).into(), limit.into()],
            );
            let rows = connection.query_all_raw(query).await?;
            let ids = rows.iter().map(|row| row.try_get_by_index(0));
            ids.collect::<Result<_, _>>()?
        } else if by_text || by_filter {
            Entity::find()
                .select_only()
                .column(Column::Id)
                .filter(condition(wanted))
                .limit(limit)
                .into_tuple()
                .all(connection)
                .await?
        } else {
            return Ok(None);
        };
    Ok((found.len() <= FEW).then_some(found))
}

fn condition(wanted: &UserQuery<'_>) -> Condition {
    let mut condition = Condition::all();
    if let Some(filter) = wanted.filter {
        condition = condition.add(passes(filter, wanted.now));
    }
    if !wanted.text.is_empty() {
        let pattern = LikeExpr::new(format!("%{}%", escaped(wanted.text))).escape('\\');
        condition = condition.add(Expr::col(Column::SearchText).like(pattern));
    }
    condition
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
fn beyond(sort: Sort, mark: &Cursor, order: &Order) -> SimpleExpr {
    let key = match sort {
        Sort::LastLogin => Expr::value(mark.key.parse::<i64>().unwrap_or_default()),
        Sort::LoginName | Sort::Name => Expr::value(mark.key.as_str()),
    };
    let there = Expr::tuple([sorted_by(sort, false), Expr::col(Column::Id)]);
    let here = Expr::tuple([key, Expr::value(mark.id)]);
    if *order == Order::Asc {
        there.gt(here)
    } else {
        there.lt(here)
    }
}

fn mark(sort: Sort, row: &Model) -> Cursor {
    Cursor {
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
