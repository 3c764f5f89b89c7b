//! Table `mails`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub message_id: String,
    pub user_id: Option<i64>,
    pub to_address: String,
    pub kind: String,
    pub details: String,
    pub created_at: i64,
    pub next_try_at: Option<i64>,
    pub tries: i32,
    pub sent_at: Option<i64>,
    pub answer: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
