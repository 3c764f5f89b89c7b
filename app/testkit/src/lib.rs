//! For tests only: databases that go away, a mail server that does as it is told, and a browser without a
//! window.

mod browser;
mod database;
mod mail_server;
mod template;

pub use browser::{Browser, header, without_nonce};
pub use database::{HeldWrites, TestDatabase};
pub use mail_server::{Behaviour, MailServer, ReceivedMail};
pub use template::options;

/// Makes of each `async fn name(database: TestDatabase)` two tests: `name::sqlite` and
/// `name::postgres`.
#[macro_export]
macro_rules! on_each_database {
    ($($name:ident)*) => { $crate::on_both! { sqlite postgres $($name)* } };
}

/// The same, with databases that have no tables yet.
#[macro_export]
macro_rules! on_each_empty_database {
    ($($name:ident)*) => { $crate::on_both! { empty_sqlite empty_postgres $($name)* } };
}

/// What the two above are made of.
#[doc(hidden)]
#[macro_export]
macro_rules! on_both {
    ($sqlite:ident $postgres:ident $($name:ident)*) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name($crate::TestDatabase::$sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name($crate::TestDatabase::$postgres()).await;
            }
        }
    )*};
}
