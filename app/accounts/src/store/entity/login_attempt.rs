//! Table `login_tries`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "login_tries")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub subject: Vec<u8>,
    pub user_id: Option<i64>,
    pub outcome: String,
    pub first_at: i64,
    pub last_at: i64,
    pub times: i32,
    pub place_until: Option<i64>,
    pub user_agent: String,
    pub client_address: String,
    pub known_browser: bool,
    pub report_code: Option<String>,
    pub noticed: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
