//! Attempts that arrive at once, on one server and on two.

use accounts::Accounts;
use accounts::login::{LoginError, LoginRecord};
use model::login_attempt::LoginOutcome;
use model::user::Status;
use testkit::{TestDatabase, on_each_database};

use crate::harness::{
    CHEAP, PASSWORD, WRONG, add, administrator, attempts_of, id_of_mika, log_in_as, open, open_at,
    set_status,
};

on_each_database! {
    of_many_wrong_ones_on_two_servers_ten_are_compared
    of_many_right_ones_on_two_servers_all_get_in
    a_few_wrong_ones_keep_no_right_one_out
    a_hash_that_is_made_anew_keeps_no_right_one_out
    whoever_is_deactivated_meanwhile_gets_no_session
}

/// Sends attempts through two handles, which know nothing of each other, at once.
async fn at_once(
    accounts: [&Accounts; 2],
    texts: impl IntoIterator<Item = &'static str>,
) -> Vec<(&'static str, Result<(), LoginError>)> {
    let attempts: Vec<_> = texts
        .into_iter()
        .zip(accounts.into_iter().cycle())
        .map(|(text, accounts)| {
            let accounts = accounts.clone();
            tokio::spawn(async move {
                let tried = log_in_as(&accounts, "mika", text).await;
                (text, tried.map(|_logged_in| ()))
            })
        })
        .collect();
    let mut results = Vec::new();
    for tried in attempts {
        results.push(tried.await.unwrap());
    }
    results
}

async fn of_many_wrong_ones_on_two_servers_ten_are_compared(database: TestDatabase) {
    let (one, _hand) = open(&database).await;
    let (two, _hand) = open_at(&database, CHEAP).await;
    let results = at_once([&one, &two], [WRONG; 200]).await;
    let refused = results
        .iter()
        .filter(|(_, tried)| matches!(tried, Err(LoginError::Refused { .. })))
        .count();
    let locked = results
        .iter()
        .filter(|(_, tried)| matches!(tried, Err(LoginError::Locked(_))))
        .count();
    // The tenth one is told that it locked.
    assert_eq!((refused, locked), (9, 191));
    two.attempts.flush_rejected().await.unwrap();
    let id = id_of_mika(&one).await;
    let times = |outcome| {
        move |attempts: &[LoginRecord]| -> u32 {
            let of_it = attempts.iter().filter(|one| one.outcome == outcome);
            of_it.map(|one| one.times).sum()
        }
    };
    let attempts = attempts_of(&one, id).await;
    assert_eq!(times(LoginOutcome::WrongPassword)(&attempts), 10);
    assert_eq!(times(LoginOutcome::Locked)(&attempts), 190);
}

async fn of_many_right_ones_on_two_servers_all_get_in(database: TestDatabase) {
    let (one, _hand) = open(&database).await;
    let (two, _hand) = open_at(&database, CHEAP).await;
    for (_, tried) in at_once([&one, &two], [PASSWORD; 50]).await {
        tried.unwrap();
    }
}

async fn a_few_wrong_ones_keep_no_right_one_out(database: TestDatabase) {
    let (one, _hand) = open(&database).await;
    let (two, _hand) = open_at(&database, CHEAP).await;
    let mixed = (0..50).map(|number| if number % 6 == 0 { WRONG } else { PASSWORD });
    for (text, tried) in at_once([&one, &two], mixed).await {
        match tried {
            Ok(()) => assert_eq!(text, PASSWORD),
            Err(LoginError::Refused { .. }) => assert_eq!(text, WRONG),
            Err(error) => panic!("{error:?}"),
        }
    }
}

async fn a_hash_that_is_made_anew_keeps_no_right_one_out(database: TestDatabase) {
    let (accounts, _hand) = open(&database).await;
    accounts.close().await.unwrap();
    let (one, _hand) = open_at(&database, "m=128,t=1,p=1").await;
    let (two, _hand) = open_at(&database, "m=128,t=1,p=1").await;
    for (_, tried) in at_once([&one, &two], [PASSWORD; 50]).await {
        tried.unwrap();
    }
    assert_eq!(one.hash_costs.outdated().await.unwrap(), 0);
}

async fn whoever_is_deactivated_meanwhile_gets_no_session(database: TestDatabase) {
    // Half a second for one hash: long enough to find the attempt while it is compared.
    let (accounts, _hand) = open_at(&database, "m=65536,t=10,p=1").await;
    add(&accounts, "Mika", None).await;
    let (cheap, _hand) = open_at(&database, CHEAP).await;
    let id = id_of_mika(&cheap).await;
    let proof = administrator(&cheap).await;
    let trying = tokio::spawn({
        let accounts = accounts.clone();
        async move { log_in_as(&accounts, "mika", PASSWORD).await }
    });
    loop {
        let attempts = cheap.attempts.of_user(proof, id, 1).await.unwrap();
        if attempts
            .iter()
            .any(|one| one.outcome == LoginOutcome::Comparing)
        {
            break;
        }
        tokio::task::yield_now().await;
    }
    set_status(&cheap, "mika", Status::Inactive).await;
    let tried = trying.await.unwrap();
    assert!(
        matches!(tried, Err(LoginError::Refused { .. })),
        "{tried:?}"
    );
    let attempts = cheap.attempts.of_user(proof, id, 1).await.unwrap();
    assert_eq!(attempts[0].outcome, LoginOutcome::Inactive);
}
