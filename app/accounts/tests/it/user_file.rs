//! Files of users: import and export.

use accounts::Accounts;
use accounts::users::UserFields;
use accounts::users::import::{
    ChangeKind, CheckError, CheckedFile, Encoding, FileColumn, ImportError, Imported, InformError,
    LineError,
};
use accounts::users::{Export, ExportError};
use model::email::Email;
use model::locale::Locale;
use model::login_name::{LoginName, LoginNameError};
use model::timestamp::Duration;
use model::user::{DisplayName, Language, Role, Status};
use std::sync::Mutex;
use testkit::{MailServer, TestDatabase, on_each_database};

use crate::harness::{
    CHEAP, PASSWORD, add, administrator, confirmed, id_of, id_of_mika, is_in, log_in, log_in_as,
    open, open_at, open_with_mail, password,
};

on_each_database! {
    a_file_adds_changes_and_deletes
    one_bad_line_of_ten_thousand_changes_nothing_and_is_named
    each_mistake_of_a_line_is_named
    what_was_exported_imports_unchanged_and_exports_the_same
    an_export_fills_an_empty_portal_alike
    a_file_that_was_overtaken_changes_nothing
    nobody_is_left_without_an_administrator
    whoever_was_added_is_informed_once
    no_password_waits_in_the_database
}

async fn check(accounts: &Accounts, file: &str) -> CheckedFile {
    let proof = administrator(accounts).await;
    let checked = accounts
        .user_import
        .check(proof, file.as_bytes(), Encoding::Utf8, &|_| {})
        .await;
    checked.unwrap()
}

async fn import(accounts: &Accounts, checked: &CheckedFile) -> Result<Imported, ImportError> {
    let confirmed_admin = confirmed(accounts).await;
    let id = checked.id.as_ref().expect("something is to change");
    accounts
        .user_import
        .apply(confirmed_admin, id, &|_| {})
        .await
}

async fn export(accounts: &Accounts) -> String {
    let confirmed_admin = confirmed(accounts).await;
    let mut export = Export::default();
    let mut file = Vec::new();
    while let Some(piece) = accounts
        .users
        .export(confirmed_admin, &mut export)
        .await
        .unwrap()
    {
        file.extend(piece);
    }
    String::from_utf8(file).unwrap()
}

async fn a_file_adds_changes_and_deletes(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let (proof, mika) = (administrator(&accounts).await, id_of_mika(&accounts).await);
    let session = log_in(&accounts).await.session().unwrap().clone();
    add(&accounts, "gone", None).await;
    let gone = id_of(&accounts, proof, "gone").await;
    let file = "\u{feff}login_name;display_name;new_login_name;password;email;language;role;status;delete\r\n\
        ren;\"Ren; 例\";*;*;ren@example.test;ja;user;active;\r\n\
        bo;*;;quiet eleven lanterns;*;*;*;*;no\r\n\
        MIKA;*;Mika.New;*;;*;*;*;\r\n\
        sora;*;*;*;*;*;*;*;*\r\n\
        gone;*;*;*;*;*;*;*;yes\r\n";
    let checked = check(&accounts, file).await;
    assert_eq!((checked.lines, checked.wrong), (5, 0));
    assert_eq!((checked.added, checked.edited, checked.deleted), (2, 1, 1));
    let said: Vec<_> = checked
        .changes
        .iter()
        .map(|change| {
            (
                change.line,
                change.kind,
                change.login_name.as_str(),
                change.details.join(" | "),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            (
                2,
                ChangeKind::Add,
                "ren",
                "display_name: Ren; 例 | email: ren@example.test | language: ja".to_owned()
            ),
            (
                3,
                ChangeKind::Add,
                "bo",
                "display_name: bo | password: ••••••••".to_owned()
            ),
            (
                4,
                ChangeKind::Edit,
                "Mika",
                "login_name: Mika.New | email: ".to_owned()
            ),
            (6, ChangeKind::Delete, "gone", String::new()),
        ]
    );
    // Nothing is changed before it is asked for.
    assert_eq!(id_of(&accounts, proof, "gone").await, gone);
    let imported = import(&accounts, &checked).await.unwrap();
    assert_eq!(
        imported,
        Imported {
            added: 2,
            to_inform: 1,
            edited: 1,
            deleted: 1
        }
    );
    assert_eq!(id_of(&accounts, proof, "mika.new").await, mika);
    assert!(is_in(&accounts, &session).await);
    log_in_as(&accounts, "gone", PASSWORD).await.unwrap_err();
    // A password that an administrator set is to be changed.
    let entered = log_in_as(&accounts, "bo", "quiet eleven lanterns")
        .await
        .unwrap();
    assert!(entered.session().is_none());
    let again = import(&accounts, &checked).await;
    assert!(
        matches!(again, Err(ImportError::AlreadyImported)),
        "{again:?}"
    );
}

async fn one_bad_line_of_ten_thousand_changes_nothing_and_is_named(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    administrator(&accounts).await;
    let before = export(&accounts).await;
    let line = |number: u32| match number {
        7_000 => "someone:else,wrong@example.test\n".to_owned(),
        number => format!("user{number},user{number}@example.test\n"),
    };
    let file: String = (2..=10_001).map(line).collect();
    let checked = check(&accounts, &format!("login_name,email\n{file}")).await;
    assert_eq!(
        checked.errors,
        [(7_000, LineError::LoginName(LoginNameError::Forbidden))]
    );
    assert_eq!((checked.id, checked.lines), (None, 10_000));
    assert_eq!(export(&accounts).await, before);
    // Without it, all others come, and it is told how far it has come.
    let file: String = (2..=6_999).chain(7_001..=10_001).map(line).collect();
    let seen = Mutex::new(Vec::new());
    let confirmed_admin = confirmed(&accounts).await;
    let checked = check(&accounts, &format!("login_name,email\n{file}")).await;
    let listener = |progress| seen.lock().unwrap().push(progress);
    let imported = accounts
        .user_import
        .apply(confirmed_admin, &checked.id.unwrap(), &listener)
        .await
        .unwrap();
    assert_eq!(imported.added, 9_999);
    let seen = seen.into_inner().unwrap();
    assert!(
        seen.is_sorted_by_key(|progress| progress.done) && seen.len() == 20,
        "{seen:?}"
    );
    assert_eq!((seen[19].done, seen[19].total), (9_999, 9_999));
    assert_eq!(export(&accounts).await.lines().count(), 10_002);
}

async fn each_mistake_of_a_line_is_named(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let head =
        "login_name,display_name,new_login_name,password,email,language,role,status,delete\n";
    for (line, error) in [
        ("a,b\n", "It has 2 cells"),
        (",*,*,*,*,*,*,*,*\n", "Enter a login name"),
        ("*,*,*,*,*,*,*,*,*\n", "Enter a login name"),
        ("a,\"b\nc\",*,*,*,*,*,*,*\n", "one line"),
        ("mika,*,m:m,*,*,*,*,*,*\n", "New login name"),
        ("a,*,*,short,*,*,*,*,*\n", "at least 15"),
        ("a,*,*,aaaaaaaaaaaaaaaa,*,*,*,*,*\n", "easy to guess"),
        (
            "a,*,*,quiet eleven lanterns,*,*,*,inactive,*\n",
            "users who are active",
        ),
        ("a,*,*,*,nowhere,*,*,*,*\n", "address"),
        ("a,*,*,*,*,fr,*,*,*\n", "language: one of auto, en, ja"),
        ("a,*,*,*,*,*,root,*,*\n", "role: one of"),
        ("a,*,*,*,*,*,*,1,*\n", "status: one of"),
        ("a,*,*,*,*,*,*,*,maybe\n", "delete: one of"),
        ("a,*,*,*,*,*,*,*,yes\n", "nobody of this login name"),
        ("a,*,b,*,*,*,*,*,*\n", "who are there and stay"),
        ("mika,*,b,*,*,*,*,*,yes\n", "who are there and stay"),
        (
            "mika,*,sora,*,*,*,*,*,*\n",
            "has the new login name already",
        ),
        (
            "a,*,*,*,*,*,*,*,*\nＡ,*,*,*,*,*,*,*,*\n",
            "Line 2 is about the same",
        ),
        (
            "mika,*,b,*,*,*,*,*,*\nb,*,*,*,*,*,*,*,*\n",
            "has the new login name already",
        ),
        (
            "b,*,*,*,*,*,*,*,*\nmika,*,b,*,*,*,*,*,*\n",
            "has the new login name already",
        ),
    ] {
        let checked = check(&accounts, &format!("{head}{line}")).await;
        let (_, found) = checked.errors.first().unwrap_or_else(|| panic!("{line}"));
        assert!(found.to_string().contains(error), "{line}: {found}");
        assert!(checked.id.is_none());
        // A password stands in no message.
        assert!(!found.to_string().contains("lanterns"));
    }
    let proof = administrator(&accounts).await;
    for (bytes, encoding, error) in [
        (&b""[..], Encoding::Utf8, "empty"),
        (b"login_name\n\xff\n", Encoding::Utf8, "Line 2"),
        (b"login_name\n\xff\n", Encoding::ShiftJis, "Line 2"),
        (b"sora,x\n", Encoding::Utf8, "login_name"),
    ] {
        let checked = accounts
            .user_import
            .check(proof, bytes, encoding, &|_| {})
            .await;
        let error_found = checked.unwrap_err().to_string();
        assert!(error_found.contains(error), "{error_found}");
    }
}

/// Everything that can stand in a field, and that a spreadsheet or a file might spoil.
async fn fill_with_oddities(accounts: &Accounts) {
    let texts = [
        "=HYPERLINK(\"https://example.test\")",
        "+1",
        "-1",
        "@SUM(1)",
        "＝1",
        "'=1",
        "x;=1",
        "''",
        "'",
        "a,b;c",
        "quote \" and '",
        "</textarea><script>alert(1)</script>",
        "\u{202e}backwards",
        "*",
        "a\u{301}\u{302}\u{303}",
        "空 例",
        "\u{1F511}\u{200d}\u{1F511}",
        "NULL",
        "0x1F",
    ];
    for (number, text) in texts.iter().enumerate() {
        let user = UserFields {
            display_name: DisplayName::parse(text).unwrap(),
            email: Some(Email::parse(&format!("+{number}=x@example.test")).unwrap()),
            language: if number % 2 == 0 {
                Language::Of(Locale::Ja)
            } else {
                Language::Auto
            },
            role: if number == 3 {
                Role::Administrator
            } else {
                Role::User
            },
            status: if number == 5 {
                Status::Inactive
            } else {
                Status::Active
            },
            ..UserFields::new(LoginName::parse(&format!("={number}Ä'*")).unwrap())
        };
        accounts
            .users
            .add(&user, &password(PASSWORD))
            .await
            .unwrap();
    }
}

async fn what_was_exported_imports_unchanged_and_exports_the_same(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    administrator(&accounts).await;
    fill_with_oddities(&accounts).await;
    let first = export(&accounts).await;
    // No cell is a formula to a spreadsheet.
    let mut reader = csv::Reader::from_reader(first.trim_start_matches('\u{feff}').as_bytes());
    for record in reader.records() {
        for cell in &record.unwrap() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '＝']), "{cell}");
        }
    }
    let checked = check(&accounts, &first).await;
    assert_eq!(
        (checked.lines, checked.wrong),
        (21, 0),
        "{:?}",
        checked.errors
    );
    assert_eq!(checked.changes, [], "nothing is to be changed");
    assert!(checked.id.is_none());
    assert_eq!(export(&accounts).await, first);
}

async fn an_export_fills_an_empty_portal_alike(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    administrator(&accounts).await;
    fill_with_oddities(&accounts).await;
    let first = export(&accounts).await;
    let empty = TestDatabase::sqlite();
    let (other, _) = open_at(&empty, CHEAP).await;
    administrator(&other).await;
    let checked = check(&other, &first).await;
    assert_eq!(
        (checked.added, checked.wrong),
        (20, 0),
        "{:?}",
        checked.errors
    );
    import(&other, &checked).await.unwrap();
    assert_eq!(export(&other).await, first);
}

async fn a_file_that_was_overtaken_changes_nothing(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    let (proof, mika) = (administrator(&accounts).await, id_of_mika(&accounts).await);
    let file = "login_name,display_name\nfirst,First\nsecond,Second\nmika,Other\n";
    let checked = check(&accounts, file).await;
    add(&accounts, "second", None).await;
    let taken = import(&accounts, &checked).await;
    assert!(matches!(taken, Err(ImportError::LineStale(3))), "{taken:?}");
    let checked = check(&accounts, file).await;
    accounts
        .users
        .set_status(proof, None, mika, Status::Inactive)
        .await
        .unwrap();
    let overtaken = import(&accounts, &checked).await;
    assert!(
        matches!(overtaken, Err(ImportError::LineStale(4))),
        "{overtaken:?}"
    );
    assert!(!export(&accounts).await.contains("first"));
    let checked = check(&accounts, "login_name,delete\nmika,yes\n").await;
    accounts
        .users
        .set_status(proof, None, mika, Status::Active)
        .await
        .unwrap();
    let overtaken = import(&accounts, &checked).await;
    assert!(
        matches!(overtaken, Err(ImportError::LineStale(2))),
        "{overtaken:?}"
    );
    // A password that was changed since is not set back.
    let checked = check(
        &accounts,
        "login_name,password\nmika,quiet eleven lanterns\n",
    )
    .await;
    let new = password("nine patient lighthouses");
    let confirmed_admin = confirmed(&accounts).await;
    accounts
        .users
        .set_password(confirmed_admin, mika, &new)
        .await
        .unwrap();
    let overtaken = import(&accounts, &checked).await;
    assert!(
        matches!(overtaken, Err(ImportError::LineStale(2))),
        "{overtaken:?}"
    );
    log_in_as(&accounts, "mika", "nine patient lighthouses")
        .await
        .unwrap();
    // Somebody else's file, and one that waited for too long.
    let checked = check(&accounts, file).await;
    let id = checked.id.clone().unwrap();
    let nobody = accounts
        .user_import
        .apply(confirmed(&accounts).await, "no such", &|_| {})
        .await;
    assert!(matches!(nobody, Err(ImportError::NotWaiting)), "{nobody:?}");
    manual.advance(Duration::hours(1));
    let late = accounts
        .user_import
        .apply(confirmed(&accounts).await, &id, &|_| {})
        .await;
    assert!(matches!(late, Err(ImportError::NotWaiting)), "{late:?}");
    accounts.cleanup.run().await.unwrap();
    assert_eq!(database.number("SELECT count(*) FROM imports").await, 0);
}

async fn nobody_is_left_without_an_administrator(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    administrator(&accounts).await;
    let before = export(&accounts).await;
    for file in [
        "login_name,role\nsora,user\n",
        "login_name,status\nmika,inactive\nsora,inactive\n",
        "login_name,delete\nsora,yes\n",
    ] {
        let checked = check(&accounts, file).await;
        let last = import(&accounts, &checked).await;
        assert!(
            matches!(last, Err(ImportError::LastAdministrator)),
            "{last:?}"
        );
        assert_eq!(export(&accounts).await, before);
    }
    // Whoever was demoted since their file was checked brings nothing in with it.
    let confirmed_admin = confirmed(&accounts).await;
    let checked = check(&accounts, "login_name\nren\n").await;
    add(&accounts, "dana", None).await;
    database
        .execute("UPDATE users SET role = 'user' WHERE login_name_key = 'sora'")
        .await;
    let refused = accounts
        .user_import
        .apply(confirmed_admin, checked.id.as_ref().unwrap(), &|_| {})
        .await;
    assert!(
        matches!(refused, Err(ImportError::NotAllowed)),
        "{refused:?}"
    );
    let refused = accounts
        .users
        .export(confirmed_admin, &mut Export::default())
        .await;
    assert!(
        matches!(refused, Err(ExportError::NotAllowed)),
        "{refused:?}"
    );
    database
        .execute("UPDATE users SET role = 'administrator' WHERE login_name_key = 'sora'")
        .await;
    // With another one, it may be.
    let checked = check(
        &accounts,
        "login_name,role\nsora,user\nmika,administrator\n",
    )
    .await;
    import(&accounts, &checked).await.unwrap();
}

async fn whoever_was_added_is_informed_once(database: TestDatabase) {
    let server = MailServer::start().await;
    let (accounts, _) = open_with_mail(&database, &server.url()).await;
    let proof = administrator(&accounts).await;
    let file = "login_name,email,password,status\n\
        ren,ren@example.test,*,*\n\
        bo,bo@example.test,quiet eleven lanterns,*\n\
        cy,,*,*\n\
        di,di@example.test,*,inactive\n\
        mika,other@example.test,*,*\n";
    let checked = check(&accounts, file).await;
    let id = checked.id.clone().unwrap();
    let early = accounts.user_import.inform(proof, &id).await;
    assert!(matches!(early, Err(InformError::NotImported)), "{early:?}");
    assert_eq!(import(&accounts, &checked).await.unwrap().to_inform, 1);
    assert_eq!(accounts.user_import.inform(proof, &id).await.unwrap(), 1);
    let again = accounts.user_import.inform(proof, &id).await;
    assert!(
        matches!(again, Err(InformError::AlreadyInformed)),
        "{again:?}"
    );
    while accounts.mailer.send_next().await.unwrap() {}
    let mails = server.mails();
    let links = mails.iter().filter(|mail| mail.text().contains("token="));
    let to: Vec<_> = links.map(|mail| mail.to.clone()).collect();
    assert_eq!(to, ["ren@example.test"]);
    // Whoever was given another address is told at the one before.
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().any(|mail| mail.to == "mika@example.test"));
}

async fn no_password_waits_in_the_database(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let checked = check(
        &accounts,
        "login_name,password\nren,quiet eleven lanterns\n",
    )
    .await;
    assert!(checked.id.is_some());
    assert!(!database.holds(b"quiet eleven lanterns"));
    assert!(!format!("{checked:?}").contains("lanterns"));
    assert_eq!(FileColumn::ALL.len(), 9);
}

/// The first column of a file with so many users.
fn lines(number: u32) -> impl Iterator<Item = String> {
    (0..number).map(|number| format!("user{number:06}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_would_take_too_long_is_refused() {
    let database = TestDatabase::sqlite();
    let (accounts, _) = open(&database).await;
    let proof = administrator(&accounts).await;
    let check = async |heading: &str, rest: &str, number| {
        let lines = lines(number).map(|name| format!("{name}{rest}\n"));
        let file = format!("{heading}\n{}", lines.collect::<String>());
        let file = file.as_bytes();
        accounts
            .user_import
            .check(proof, file, Encoding::Utf8, &|_| {})
            .await
    };
    let long = check("login_name", "", 100_001).await;
    assert!(matches!(long, Err(CheckError::TooLong)), "{long:?}");
    for thousand in 0..51 {
        database
            .add_users(thousand * 1000..(thousand + 1) * 1000)
            .await;
    }
    let many = check("login_name,delete", ",yes", 50_001).await;
    assert!(matches!(many, Err(CheckError::TooManyChanges)), "{many:?}");
}

mod soak {
    use super::{administrator, import, lines, open};
    use accounts::users::import::Encoding;
    use testkit::{TestDatabase, on_each_database};

    on_each_database! {
        the_longest_file_is_imported
    }

    async fn the_longest_file_is_imported(database: TestDatabase) {
        let (accounts, _) = open(&database).await;
        let proof = administrator(&accounts).await;
        let lines = lines(100_000).map(|name| format!("{name}\n"));
        let file = format!("login_name\n{}", lines.collect::<String>());
        let checked = accounts
            .user_import
            .check(proof, file.as_bytes(), Encoding::Utf8, &|_| {});
        let checked = checked.await.unwrap();
        let imported = import(&accounts, &checked).await.unwrap();
        assert_eq!(imported.added, 100_000);
    }
}
