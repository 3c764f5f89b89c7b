//! Queries on `secrets`: keys of this portal's own, which all of its servers share.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};

use super::StoreError;
use super::entity::secret::{ActiveModel, Column, Entity};
use crate::secret;

/// The key of a name; drawn when it is first asked for.
pub(crate) async fn get_or_create(
    connection: &impl ConnectionTrait,
    name: &str,
) -> Result<[u8; 32], StoreError> {
    let drawn = ActiveModel {
        name: Set(name.to_owned()),
        value: Set(secret::random::<32>().to_vec()),
    };
    // Of several servers that start at once, the first one's is kept.
    Entity::insert(drawn)
        .on_conflict(
            OnConflict::column(Column::Name)
                .do_nothing_on([Column::Name])
                .to_owned(),
        )
        .exec_without_returning(connection)
        .await?;
    let row = Entity::find_by_id(name).one(connection).await?;
    let value = row.and_then(|row| row.value.try_into().ok());
    Ok(value.ok_or_else(|| DbErr::RecordNotFound(format!("the secret {name}")))?)
}
