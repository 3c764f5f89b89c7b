//! The outbox of the whole program: nothing that waits in it is lost, whatever happens.

use accounts::client::Client;
use accounts::clock::Clock;
use accounts::secret::RequestId;
use model::email::Email;
use model::locale::Locale;
use model::timestamp::Duration;
use model::user::Role;
use server::serve::open;
use std::collections::{HashMap, HashSet};
use testkit::{Behaviour, MailServer, TestDatabase, on_each_database};

use crate::harness::{Wishes, add, config};
use crate::process::{Process, ProcessClock};

on_each_database! {
    no_mail_is_lost_however_often_a_server_is_killed
}

mod soak {
    use testkit::{TestDatabase, on_each_database};

    on_each_database! {
        no_mail_is_lost_though_a_server_is_killed_a_hundred_times
    }

    async fn no_mail_is_lost_though_a_server_is_killed_a_hundred_times(database: TestDatabase) {
        super::kill_servers(database, 1000, 100).await;
    }
}

/// Asks for a mail for each of many people, from a network of each one's own.
async fn ask_for_all(database: &TestDatabase, number: usize) {
    // By the machine's clock, as the processes count from there.
    let config = config(database, &Wishes::default());
    let accounts = open(&config, Clock::system()).await.unwrap();
    // With one, the server has no set-up code to print.
    add(&accounts, "sora", Role::Administrator).await;
    for number in 0..number {
        let name = format!("user{number}");
        add(&accounts, &name, Role::User).await;
        let email = Email::parse(&format!("{name}@example.test")).unwrap();
        let octet = |shift: usize| u8::try_from(number >> shift & 255).unwrap();
        let client = Client {
            address: [198, 51, octet(8), octet(0)].into(),
            user_agent: String::new(),
            locale: Locale::En,
            request: RequestId::random(),
        };
        accounts
            .recovery
            .ask_for_reset(&email, &client)
            .await
            .unwrap();
    }
}

/// How many mails are in a state.
async fn waiting(database: &TestDatabase) -> i64 {
    let query = "SELECT count(*) FROM mails WHERE next_try_at IS NOT NULL";
    database.number(query).await
}

async fn no_mail_is_lost_however_often_a_server_is_killed(database: TestDatabase) {
    kill_servers(database, 60, 5).await;
}

/// Kills one server after the other while it sends so many mails, one to each of as many people.
async fn kill_servers(database: TestDatabase, mails: usize, rounds: usize) {
    ask_for_all(&database, mails).await;
    let server = MailServer::start().await;
    server.behave(Behaviour::Mixed);
    let clock = ProcessClock::new();
    let url = server.url();
    let environment = [
        ("LATCHKEY_SMTP_URL", url.as_str()),
        ("LATCHKEY_ARGON2", "m=64,t=1,p=1"),
    ];
    let mut attempts = 0;
    for round in 0..rounds {
        // What was under way is free again, and what failed is due.
        clock.set(Duration::minutes(10).times(u32::try_from(round + 1).unwrap()));
        let mut process = Process::start_with(&database, &clock, &environment);
        // Killed wherever the others of the four are when one of them has come so far.
        attempts += 7 + round % 5;
        server.until_tries(attempts).await;
        process.kill("");
        attempts = server.attempts();
    }
    let before = server.mails().len();
    assert!(
        before < mails + rounds,
        "the kills met mails that waited: {before}"
    );
    assert!(waiting(&database).await > 0);
    server.behave(Behaviour::Accept);
    clock.set(Duration::hours(40));
    let process = Process::start_with(&database, &clock, &environment);
    while waiting(&database).await > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(process.stop());
    let mut ids: HashMap<String, HashSet<String>> = HashMap::new();
    for mail in server.mails() {
        ids.entry(mail.to.clone())
            .or_default()
            .insert(mail.message_id());
    }
    assert_eq!(ids.len(), mails, "each of them arrived");
    assert!(ids.values().all(|ids| ids.len() == 1), "with one id each");
    println!("{mails} mails arrived {} times", server.mails().len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_asked_to_stop_ends_what_it_sends() {
    let database = TestDatabase::sqlite();
    ask_for_all(&database, 40).await;
    let server = MailServer::start().await;
    let url = server.url();
    let clock = ProcessClock::new();
    let process = Process::start_with(&database, &clock, &[("LATCHKEY_SMTP_URL", &url)]);
    server.until_tries(5).await;
    assert!(process.stop(), "it stops as it should");
    // What arrived is known to have been sent, and all else still waits.
    let arrived = i64::try_from(server.mails().len()).unwrap();
    let sent = database
        .number("SELECT count(*) FROM mails WHERE sent_at IS NOT NULL")
        .await;
    assert_eq!((sent, waiting(&database).await), (arrived, 40 - arrived));
}
