//! The page `/admin/users`.

mod answer;
pub(crate) mod page;
mod report;
mod view;

pub(crate) use answer::UsersAnswerPage;
