//! Table `users`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub login_name: String,
    pub login_name_key: String,
    pub display_name: String,
    pub email: Option<String>,
    pub email_key: Option<String>,
    pub password_hash: Option<String>,
    pub role: String,
    pub status: String,
    pub must_change: bool,
    pub language: String,
    pub version: i32,
    pub name_key: String,
    pub search_text: String,
    pub created_at: i64,
    pub last_login_at: Option<i64>,
    pub password_changed_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
