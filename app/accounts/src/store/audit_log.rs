//! Queries on `audit_log`. None changes what stands there.

use super::audit_action::{Action, AuditOutcome};
use model::canonical::canonical;
use model::timestamp::Timestamp;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement,
};

use super::StoreError;
use super::entity::audit_entry::{ActiveModel, Column, Entity, Model};
use super::trim::keep_greatest;
use super::users::User;

/// An entry as stored.
#[derive(Clone, Debug)]
pub(crate) struct AuditEntry {
    pub(crate) id: i64,
    pub(crate) at: Timestamp,
    pub(crate) action: Action,
    pub(crate) outcome: AuditOutcome,
    pub(crate) actor: AuditParty,
    pub(crate) target: AuditParty,
    pub(crate) details: String,
    pub(crate) client_address: String,
    pub(crate) request_id: String,
}

/// Somebody, as the log names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AuditParty {
    /// The number of a user.
    pub(crate) id: Option<i64>,
    /// As they were called; nothing for nobody.
    pub(crate) name: String,
    /// How the name is compared.
    pub(crate) key: String,
}

impl AuditParty {
    pub(crate) fn user(user: &User) -> Self {
        Self::named(Some(user.id), &user.login_name)
    }

    pub(crate) fn named(id: Option<i64>, name: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            key: canonical(name),
        }
    }
}

impl TryFrom<Model> for AuditEntry {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let unreadable = |error: model::user::UnknownWord| DbErr::Type(error.to_string());
        Ok(Self {
            id: row.id,
            at: Timestamp(row.at),
            action: row.action.parse().map_err(unreadable)?,
            outcome: row.outcome.parse().map_err(unreadable)?,
            actor: AuditParty {
                id: row.actor_id,
                name: row.actor,
                key: row.actor_key,
            },
            target: AuditParty {
                id: row.target_id,
                name: row.target,
                key: row.target_key,
            },
            details: row.details,
            client_address: row.client_address,
            request_id: row.request_id,
        })
    }
}

/// Writes entries down; their numbers are given by the database.
pub(crate) async fn insert(
    transaction: &impl ConnectionTrait,
    entries: Vec<AuditEntry>,
) -> Result<(), StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    let rows = entries.into_iter().map(|entry| ActiveModel {
        id: NotSet,
        at: Set(entry.at.0),
        action: Set(entry.action.as_str().to_owned()),
        outcome: Set(entry.outcome.as_str().to_owned()),
        actor_id: Set(entry.actor.id),
        actor: Set(entry.actor.name),
        actor_key: Set(entry.actor.key),
        target_id: Set(entry.target.id),
        target: Set(entry.target.name),
        target_key: Set(entry.target.key),
        details: Set(entry.details),
        client_address: Set(entry.client_address),
        request_id: Set(entry.request_id),
    });
    Entity::insert_many(rows)
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// Which entries are asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct AuditQuery {
    pub(crate) from: Option<Timestamp>,
    pub(crate) until: Option<Timestamp>,
    pub(crate) action: Option<Action>,
    pub(crate) outcome: Option<AuditOutcome>,
    /// Done by or to somebody.
    pub(crate) party: Option<AuditParty>,
    /// Before this number.
    pub(crate) before: Option<i64>,
}

/// The newest entries that are asked for, the newest first.
pub(crate) async fn newest(
    connection: &impl ConnectionTrait,
    query: &AuditQuery,
    limit: u64,
) -> Result<Vec<AuditEntry>, StoreError> {
    let mut all = Condition::all();
    if let Some(from) = query.from {
        all = all.add(Column::At.gte(from.0));
    }
    if let Some(until) = query.until {
        all = all.add(Column::At.lt(until.0));
    }
    if let Some(action) = query.action {
        all = all.add(Column::Action.eq(action.as_str()));
    }
    if let Some(outcome) = query.outcome {
        all = all.add(Column::Outcome.eq(outcome.as_str()));
    }
    if let Some(party) = &query.party {
        // Also whoever had the name before.
        let mut either = Condition::any()
            .add(Column::ActorKey.eq(&*party.key))
            .add(Column::TargetKey.eq(&*party.key));
        if let Some(id) = party.id {
            either = either
                .add(Column::ActorId.eq(id))
                .add(Column::TargetId.eq(id));
        }
        all = all.add(either);
    }
    if let Some(before) = query.before {
        all = all.add(Column::Id.lt(before));
    }
    let rows = Entity::find()
        .filter(all)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    rows.into_iter().map(AuditEntry::try_from).collect()
}

/// The number of the newest entry.
pub(crate) async fn newest_id(
    connection: &impl ConnectionTrait,
) -> Result<Option<i64>, StoreError> {
    let newest = Entity::find()
        .select_only()
        .column(Column::Id)
        .order_by_desc(Column::Id)
        .limit(1)
        .into_tuple()
        .one(connection)
        .await?;
    Ok(newest)
}

/// The entries of greater numbers, at most `limit`, in their order.
pub(crate) async fn after(
    connection: &impl ConnectionTrait,
    id: i64,
    limit: u64,
) -> Result<Vec<AuditEntry>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Id.gt(id))
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    rows.into_iter().map(AuditEntry::try_from).collect()
}

/// Forgets all but the newest `most` entries of what was done by nobody who is known and to nobody, as failed
/// logins with names that nobody has. What is about an account stays for its time, whoever caused it.
pub(crate) async fn keep_strangers(
    connection: &impl ConnectionTrait,
    most: u64,
) -> Result<u64, StoreError> {
    let of_strangers = Condition::all()
        .add(Column::ActorKey.eq(""))
        .add(Column::TargetKey.eq(""));
    keep_greatest::<Entity>(connection, &of_strangers, Column::Id, most).await
}

/// Whether this role may delete entries: where it may not, their owner does.
pub(crate) async fn may_delete(connection: &impl ConnectionTrait) -> Result<bool, StoreError> {
    let backend = connection.get_database_backend();
    if backend == DbBackend::Sqlite {
        return Ok(true);
    }
    let query = "SELECT has_table_privilege('audit_log', 'DELETE')";
    let row = connection
        .query_one_raw(Statement::from_string(backend, query))
        .await?;
    Ok(row.map_or(Ok(false), |row| row.try_get_by_index(0))?)
}

/// Forgets entries from before a moment.
pub(crate) async fn delete_old(
    connection: &impl ConnectionTrait,
    before: Timestamp,
) -> Result<u64, StoreError> {
    let deleted = Entity::delete_many()
        .filter(Column::At.lt(before.0))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected)
}
