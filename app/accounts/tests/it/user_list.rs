//! Which users an administrator's list shows.

use accounts::Accounts;
use accounts::current_user::Admin;
use accounts::users::{Cursor, Filter, PagePosition, Sort};
use accounts::users::{UserFields, UserPage, UserSearch};
use model::login_name::LoginName;
use model::timestamp::Duration;
use model::user::{DisplayName, Status};
use testkit::{TestDatabase, on_each_database};

use crate::harness::{
    CHEAP, PASSWORD, WRONG, add, administrator, attempt, id_of, log_in_as, open, open_at, password,
    set_status,
};

on_each_database! {
    people_are_found_by_any_part_of_any_name
    each_filter_shows_whom_it_names
    a_search_of_many_finds_the_same_as_one_of_few
    each_order_comes_in_pages_forward_and_back
    hostile_marks_and_texts_find_nothing_and_break_nothing
}

async fn page(accounts: &Accounts, proof: Admin, search: &UserSearch) -> UserPage {
    accounts.users.list(proof, search).await.unwrap()
}

fn names(page: &UserPage) -> Vec<&str> {
    let names = page
        .users
        .iter()
        .map(|listed| listed.user.login_name.as_str());
    names.collect()
}

async fn people_are_found_by_any_part_of_any_name(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    add(&accounts, "Mikael.Other", Some("m.other@example.test")).await;
    add(&accounts, "100%_sure", None).await;
    let user = UserFields {
        display_name: DisplayName::parse("Ｙｕｋｉ 例 \u{130}").unwrap(),
        ..UserFields::new(LoginName::parse("yk").unwrap())
    };
    accounts
        .users
        .add(&user, &password(PASSWORD))
        .await
        .unwrap();
    let proof = administrator(&accounts).await;
    for (text, found) in [
        ("", vec!["100%_sure", "Mika", "Mikael.Other", "sora", "yk"]),
        ("IKA", vec!["Mika", "Mikael.Other"]),
        ("ika", vec!["Mika", "Mikael.Other"]),
        (" ｍｉｋａｅｌ ", vec!["Mikael.Other"]),
        ("other@EXAMPLE", vec!["Mikael.Other"]),
        ("%", vec!["100%_sure"]),
        ("0%_s", vec!["100%_sure"]),
        ("_", vec!["100%_sure"]),
        ("YUKI", vec!["yk"]),
        ("例", vec!["yk"]),
        ("ki 例", vec!["yk"]),
        ("\u{130}", vec!["yk"]),
        // The same runs of three characters, in another order.
        ("mikaelmika", vec![]),
        ("ikaika", vec![]),
        ("\\", vec![]),
        ("\"", vec![]),
        ("\"\"\"\"", vec![]),
        ("a AND b", vec![]),
        ("' OR 1=1 --", vec![]),
    ] {
        let search = UserSearch {
            text: text.to_owned(),
            ..UserSearch::default()
        };
        assert_eq!(
            names(&page(&accounts, proof, &search).await),
            found,
            "{text}"
        );
    }
}

async fn each_filter_shows_whom_it_names(database: TestDatabase) {
    let (accounts, manual) = open_at(&database, CHEAP).await;
    let proof = administrator(&accounts).await;
    for name in ["fresh", "gone", "locked", "known", "old", "told"] {
        add(&accounts, name, None).await;
    }
    for name in ["gone", "locked", "known", "old", "told"] {
        log_in_as(&accounts, name, PASSWORD).await.unwrap();
    }
    set_status(&accounts, "gone", Status::Inactive).await;
    let asked = id_of(&accounts, proof, "told").await;
    accounts
        .users
        .require_new_password(proof, asked)
        .await
        .unwrap();
    for _ in 0..10 {
        log_in_as(&accounts, "old", WRONG).await.unwrap_err();
    }
    manual.advance(Duration::minutes(10));
    let known = log_in_as(&accounts, "known", PASSWORD).await.unwrap();
    for _ in 0..10 {
        log_in_as(&accounts, "locked", WRONG).await.unwrap_err();
        let mut from_known = attempt("known", WRONG);
        from_known.device = Some(known.device.clone());
        accounts.login.log_in(from_known).await.unwrap_err();
    }
    for (filter, found) in [
        (
            None,
            vec!["fresh", "gone", "known", "locked", "old", "sora", "told"],
        ),
        (
            Some(Filter::Active),
            vec!["fresh", "known", "locked", "old", "sora", "told"],
        ),
        (Some(Filter::Inactive), vec!["gone"]),
        // The lock of `old` has ended; that of `known` is in the browser that they use.
        (Some(Filter::Locked), vec!["known", "locked"]),
        (Some(Filter::MustChange), vec!["told"]),
        (Some(Filter::NeverLoggedIn), vec!["fresh"]),
    ] {
        for sort in Sort::ALL {
            for text in ["", "o", "old", "gone"] {
                let search = UserSearch {
                    text: text.to_owned(),
                    filter,
                    sort,
                    place: PagePosition::First,
                };
                let page = page(&accounts, proof, &search).await;
                let mut names = names(&page);
                names.sort_unstable();
                let expected: Vec<_> = found.iter().filter(|name| name.contains(text)).collect();
                assert_eq!(
                    names,
                    expected.into_iter().copied().collect::<Vec<_>>(),
                    "{search:?}"
                );
            }
        }
    }
    let locked = UserSearch {
        filter: Some(Filter::Locked),
        ..UserSearch::default()
    };
    let page = page(&accounts, proof, &locked).await;
    let (known, locked) = (page.users[0].locks, page.users[1].locks);
    assert!(
        known.unknown_browsers.is_none() && known.known_browser.is_some(),
        "{known:?}"
    );
    assert!(
        locked.unknown_browsers.is_some() && locked.known_browser.is_none(),
        "{locked:?}"
    );
}

/// Many more than are found and sorted at once, in statements of their own: adding them one by one
/// would take minutes.
async fn a_search_of_many_finds_the_same_as_one_of_few(database: TestDatabase) {
    let (accounts, _) = open_at(&database, CHEAP).await;
    let proof = administrator(&accounts).await;
    database.add_users(0..6000).await;
    let of = |text: &str, sort| UserSearch {
        text: text.to_owned(),
        sort,
        ..UserSearch::default()
    };
    let by_login_name = page(&accounts, proof, &of("user", Sort::LoginName)).await;
    assert_eq!(names(&by_login_name)[..2], ["user000000", "user000001"]);
    assert_eq!(
        names(&page(&accounts, proof, &of("ser0059", Sort::LoginName)).await).len(),
        50
    );
    assert_eq!(
        names(&page(&accounts, proof, &of("ser00599", Sort::Name)).await).len(),
        10
    );
    let last = UserSearch {
        place: PagePosition::Last,
        ..of("user", Sort::Name)
    };
    let last = page(&accounts, proof, &last).await;
    assert_eq!(names(&last).last(), Some(&"user005999"));
    assert_eq!(names(&last).len(), 50);
    // Somebody who is renamed or deleted is found no more by what they were.
    let id = id_of(&accounts, proof, "user005999").await;
    database
        .execute(&format!(
            "UPDATE users SET search_text = 'otherwise' WHERE id = {id}"
        ))
        .await;
    assert!(names(&page(&accounts, proof, &of("user005999", Sort::LoginName)).await).is_empty());
    assert_eq!(
        names(&page(&accounts, proof, &of("otherwise", Sort::LoginName)).await).len(),
        1
    );
    database
        .execute(&format!("DELETE FROM users WHERE id = {id}"))
        .await;
    assert!(names(&page(&accounts, proof, &of("otherwise", Sort::LoginName)).await).is_empty());
}

async fn each_order_comes_in_pages_forward_and_back(database: TestDatabase) {
    let (accounts, manual) = open_at(&database, CHEAP).await;
    let proof = administrator(&accounts).await;
    for number in 0..119 {
        let user = UserFields {
            // Many of the same name.
            display_name: DisplayName::parse(&format!("Name {}", number % 3)).unwrap(),
            ..UserFields::new(LoginName::parse(&format!("user{number:03}")).unwrap())
        };
        accounts
            .users
            .add(&user, &password(PASSWORD))
            .await
            .unwrap();
        if number < 60 {
            manual.advance(Duration::seconds(1));
            log_in_as(&accounts, &format!("user{number:03}"), PASSWORD)
                .await
                .unwrap();
        }
    }
    for sort in Sort::ALL {
        for (text, number) in [("", 120), ("ser", 119), ("s", 120)] {
            let mut search = UserSearch {
                text: text.to_owned(),
                sort,
                ..UserSearch::default()
            };
            let mut forward = Vec::new();
            let mut sizes = Vec::new();
            loop {
                let page = page(&accounts, proof, &search).await;
                assert_eq!(page.previous.is_some(), !forward.is_empty());
                sizes.push(page.users.len());
                forward.extend(page.users.into_iter().map(|listed| listed.user));
                match page.next {
                    Some(next) => search.place = PagePosition::After(next),
                    None => break,
                }
            }
            assert_eq!(sizes, [50, 50, number - 100], "{sort:?} {text}");
            let mut back = Vec::new();
            search.place = PagePosition::Last;
            loop {
                let mut page = page(&accounts, proof, &search).await;
                page.users.reverse();
                back.extend(page.users.into_iter().map(|listed| listed.user));
                match page.previous {
                    Some(previous) => search.place = PagePosition::Before(previous),
                    None => break,
                }
            }
            back.reverse();
            assert_eq!(forward, back);
            match sort {
                Sort::LoginName => {
                    assert!(forward.is_sorted_by_key(|user| user.login_name.clone()));
                }
                Sort::Name => assert!(
                    forward.is_sorted_by_key(|user| (user.display_name.to_lowercase(), user.id))
                ),
                Sort::LastLogin => {
                    let last = forward.iter().map(|user| user.last_login_at);
                    assert!(last.is_sorted_by(|one, other| one >= other));
                }
            }
        }
    }
}

async fn hostile_marks_and_texts_find_nothing_and_break_nothing(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let proof = administrator(&accounts).await;
    let long = "\u{FDFA}".repeat(1000);
    for text in [
        "\0",
        "a\0b",
        "\u{202e}\u{2066}",
        &long,
        "*",
        "NEAR(a b)",
        "a\nb",
    ] {
        for sort in Sort::ALL {
            for place in [
                PagePosition::First,
                PagePosition::Last,
                PagePosition::After(Cursor {
                    key: "'; DROP TABLE users".to_owned(),
                    id: i64::MIN,
                }),
                PagePosition::Before(Cursor {
                    key: "\u{10ffff}".to_owned(),
                    id: i64::MAX,
                }),
            ] {
                let search = UserSearch {
                    text: text.to_owned(),
                    sort,
                    place,
                    ..UserSearch::default()
                };
                let page = accounts.users.list(proof, &search).await;
                // What is passed over of a text leaves nothing of "\0" to search for.
                if text != "\0" {
                    assert!(page.unwrap().users.is_empty(), "{search:?}");
                }
            }
        }
    }
}
