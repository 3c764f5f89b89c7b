//! Table `lockout_counters`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lockout_counters")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: Vec<u8>,
    pub user_id: Option<i64>,
    pub failures: i32,
    pub in_a_row: i32,
    pub locks: i32,
    pub locked_until: Option<i64>,
    pub last_failure_at: i64,
    pub notice_due: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
