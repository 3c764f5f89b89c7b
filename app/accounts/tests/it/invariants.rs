//! What holds of the database at every moment, and that it is noticed when it does not.

use accounts::Accounts;
use accounts::invariants::CheckedInvariant;
use testkit::{TestDatabase, on_each_database};

use crate::harness::{PASSWORD, WRONG, add, administrator, log_in_as, open};

on_each_database! {
    what_is_broken_is_named
    a_day_breaks_nothing
}

/// Statements, each of which breaks one. What the database itself refuses is not among them.
const BROKEN: &[(&str, &str)] = &[
    (
        "an-administrator",
        "UPDATE users SET password_hash = NULL WHERE role = 'administrator'",
    ),
    (
        "argon2id-only",
        "UPDATE users SET password_hash = '$2b$10$something' WHERE login_name_key = 'mika'",
    ),
    (
        "no-session-of-the-inactive",
        "UPDATE users SET status = 'inactive' WHERE login_name_key = 'mika'",
    ),
    (
        "no-session-without-password",
        "UPDATE users SET password_hash = NULL WHERE login_name_key = 'mika'",
    ),
    (
        "slots-are-held-while-comparing",
        "UPDATE login_tries SET place_until = 1 WHERE outcome <> 'comparing'",
    ),
    (
        "locks-are-counted",
        "UPDATE lockout_counters SET locks = 0, locked_until = 1",
    ),
    (
        "log-in-words-of-ours",
        "INSERT INTO audit_log (at, action, outcome, actor, actor_key, target, target_key, details, \
         client_address, request_id) VALUES (0, 'log-in', 'perhaps', '', '', '', '', '', '', '')",
    ),
    (
        "derived-from-what-was-entered",
        "UPDATE users SET login_name = 'nagi' WHERE login_name_key = 'mika'",
    ),
];

/// Somebody logs in, somebody is locked out, an administrator looks.
async fn day(accounts: &Accounts) {
    add(accounts, "haru", Some("haru@example.test")).await;
    for _ in 0..10 {
        log_in_as(accounts, "ren", WRONG).await.unwrap_err();
    }
    administrator(accounts).await;
    log_in_as(accounts, "mika", PASSWORD).await.unwrap();
    accounts.attempts.flush_rejected().await.unwrap();
}

async fn broken(accounts: &Accounts) -> Vec<&'static str> {
    let checked = accounts.invariants.check().await.unwrap();
    let broken = checked
        .iter()
        .filter(|CheckedInvariant { broken, .. }| *broken > 0);
    broken.map(|checked| checked.name).collect()
}

async fn what_is_broken_is_named(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    day(&accounts).await;
    for (name, statement) in BROKEN {
        let copy = "CREATE TABLE before_users AS SELECT * FROM users";
        database.execute(copy).await;
        database.execute(statement).await;
        let found = broken(&accounts).await;
        assert!(found.contains(name), "{name}: {found:?}");
        database
            .execute(
                "UPDATE users SET (login_name, password_hash, status) = (SELECT login_name, password_hash, status \
                 FROM before_users WHERE before_users.id = users.id); DROP TABLE before_users; \
                 UPDATE login_tries SET place_until = NULL; \
                 UPDATE lockout_counters SET locks = 1 WHERE locked_until IS NOT NULL; \
                 DELETE FROM audit_log WHERE outcome = 'perhaps'",
            )
            .await;
        assert_eq!(broken(&accounts).await, [""; 0], "after {name}");
    }
}

async fn a_day_breaks_nothing(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    assert_eq!(broken(&accounts).await, [""; 0], "when it is empty");
    day(&accounts).await;
    assert_eq!(broken(&accounts).await, [""; 0]);
}

#[tokio::test]
async fn each_is_explained() {
    let explained = include_str!("../../../../docs/invariants.md");
    let database = TestDatabase::sqlite();
    let (accounts, _) = open(&database).await;
    let checked = accounts.invariants.check().await.unwrap();
    let lines = explained.lines().filter(|line| line.starts_with("| `"));
    assert_eq!(lines.count(), checked.len());
    for CheckedInvariant { name, .. } in checked {
        assert!(explained.contains(&format!("| `{name}` |")), "{name}");
    }
}

#[tokio::test]
async fn an_index_of_searches_that_lies_is_noticed() {
    let database = TestDatabase::sqlite();
    let (accounts, _) = open(&database).await;
    day(&accounts).await;
    database
        .execute("DELETE FROM users_search WHERE rowid = (SELECT max(id) FROM users)")
        .await;
    assert_eq!(broken(&accounts).await, ["sound-file"]);
}
