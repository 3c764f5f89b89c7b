//! The time of an answer does not tell who exists.

use accounts::clock::Stopwatch;
use model::user::Role;
use testkit::TestDatabase;

use crate::harness::{PASSWORD, Portal, Wishes, add_inactive, median, ratio};

/// Tries of each kind, taken in turn so that whatever else the machine does meets all alike.
const TRIES: usize = 200;
/// Tries of one name: too few to lock it.
const TRIES_OF_ONE: usize = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_unknown_and_inactive_take_as_long() {
    let database = TestDatabase::sqlite();
    let wishes = Wishes {
        argon2: "m=19456,t=2,p=1",
        trusted_proxies: &["127.0.0.1/32"],
        ..Wishes::default()
    };
    let portal = Portal::empty(&database, &wishes).await;
    for number in 0..TRIES / TRIES_OF_ONE {
        portal.add(&format!("mika{number}"), Role::User).await;
        add_inactive(&portal.accounts, &format!("gone{number}")).await;
    }
    let browser = portal.browser();
    let kinds = [
        ("mika", "some wrong password"),
        ("nobody", "some wrong password"),
        ("gone", PASSWORD),
    ];
    let mut times = [const { Vec::new() }; 3];
    for number in 0..TRIES {
        for (times, (kind, password)) in times.iter_mut().zip(kinds) {
            let name = format!("{kind}{}", number / TRIES_OF_ONE);
            let fields = [("login_name", name.as_str()), ("password", password)];
            let address = format!("192.0.2.{number}");
            let call = browser.call("log-in").header("x-forwarded-for", address);
            let watch = Stopwatch::start();
            let answer = call.form(&fields).send().await.unwrap();
            times.push(watch.microseconds());
            assert_eq!(answer.status(), 422);
        }
    }
    let medians = times.map(|mut times| median(&mut times));
    let ratio = ratio(&medians);
    println!("medians in µs: {medians:?}, ratio {ratio:.4}");
    assert!(ratio < 1.05, "medians in µs: {medians:?}");
}
