//! What administrators do to users, over HTTP: files, and their own password in between.

use model::timestamp::Duration;
use std::fmt::Write;
use testkit::{TestDatabase, header};

use crate::harness::{Browser, PASSWORD, TestPortal, Wishes};

async fn desk(portal: &TestPortal) -> Browser {
    let desk = portal.browser();
    desk.log_in("sora", PASSWORD).await;
    desk
}

/// Sends a file as a browser does.
fn upload(desk: &Browser, encoding: &str, file: &[u8]) -> reqwest::RequestBuilder {
    desk.upload("/admin/users/import", &[("encoding", encoding)], file)
}

async fn text(request: reqwest::RequestBuilder) -> (u16, String) {
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// The number under which a file waits.
fn waiting(page: &str) -> String {
    let (_, rest) = page
        .split_once("name=\"import\" value=\"")
        .unwrap_or_else(|| panic!("{page}"));
    rest[..32].to_owned()
}

#[tokio::test]
async fn a_long_file_is_shown_while_it_is_read_and_put_into_force() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let desk = desk(&portal).await;
    let mut file = "login_name,display_name,email\n".to_owned();
    for number in 0..20_000 {
        // 2.9 MB, more than a form may have.
        let name = "A rather long name ".repeat(5);
        writeln!(
            file,
            "user{number},{name}{number},user{number}@example.test"
        )
        .unwrap();
    }
    let mut answer = upload(&desk, "utf-8", file.as_bytes())
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    let mut pieces = Vec::new();
    while let Some(piece) = answer.chunk().await.unwrap() {
        pieces.push(String::from_utf8_lossy(&piece).into_owned());
    }
    // The beginning comes before anything is known, the end last.
    assert!(
        pieces[0].contains("<h1>Import from File</h1>"),
        "{}",
        pieces[0]
    );
    assert!(
        !pieces[0].contains("20000 to add"),
        "it does not wait for the end"
    );
    let page = pieces.concat();
    assert!(page.matches("<progress").count() > 5, "{page}");
    assert!(
        page.contains("20000 lines: 20000 to add, 0 to change, 0 to delete."),
        "{page}"
    );
    let run = [("import", waiting(&page))];
    let (status, page) = text(desk.form("/admin/users/import/run").form(&run)).await;
    assert_eq!(status, 200);
    assert!(
        page.contains("20000 users added, 0 changed, 0 deleted."),
        "{page}"
    );
    let (_, again) = text(desk.form("/admin/users/import/run").form(&run)).await;
    assert!(again.contains("This was done already."), "{again}");
}

#[tokio::test]
async fn files_that_cannot_be_read_are_refused_with_their_reason() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let desk = desk(&portal).await;
    let big = vec![b'a'; 33 * 1024 * 1024];
    for (encoding, file, said) in [
        ("utf-8", &b""[..], "Choose a file first."),
        (
            "utf-8",
            b"login_name\n\x8b\xf3\n",
            "Line 2 is not written in this encoding",
        ),
        ("utf-8", b"name\nsora\n", "login_name must be one of them"),
        (
            "utf-8",
            b"login_name,x\nsora,\n",
            "Column 2 has a heading that is not known.",
        ),
        (
            "utf-8",
            b"login_name,email,email\n",
            "Two columns have the same heading.",
        ),
        ("utf-8", &big, "The file is too big"),
    ] {
        let (_, page) = text(upload(&desk, encoding, file)).await;
        assert!(page.contains(said), "{said}: {page}");
    }
    // The same name as spreadsheets write it in Japanese.
    let (_, page) = text(upload(&desk, "shift_jis", b"login_name\n\x8b\xf3\n")).await;
    assert!(
        page.contains("1 line: 1 to add") && page.contains("\u{7a7a}"),
        "{page}"
    );
    for (content_type, body) in [
        ("multipart/form-data", "nothing"),
        ("multipart/form-data; boundary=x", "--y"),
        ("application/x-www-form-urlencoded", "file=sora"),
    ] {
        let request = desk
            .form("/admin/users/import")
            .header("content-type", content_type)
            .body(body);
        let (status, _) = text(request).await;
        assert!([400, 422].contains(&status), "{content_type}: {status}");
    }
}

#[tokio::test]
async fn what_somebody_at_an_open_screen_must_not_do_asks_for_the_password() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let desk = desk(&portal).await;
    let fields = [
        ("id", "2"),
        ("version", "1"),
        ("login_name", "mika"),
        ("display_name", "Mika \"<b"),
        ("email", "mika@example.test"),
        ("language", "auto"),
        ("role", "administrator"),
        ("status", "active"),
    ];
    let (_, preview) = text(upload(&desk, "utf-8", b"login_name\nren\n")).await;
    let import = waiting(&preview);
    let delete = [("ids[]", "3"), ("action", "delete"), ("confirmed", "true")];
    let add = [
        ("login_name", "boss"),
        ("display_name", ""),
        ("email", ""),
        ("language", "auto"),
        ("role", "administrator"),
        ("then", "set-password"),
    ];
    let run = [("import", import.as_str())];
    portal.manual.advance(Duration::minutes(15));
    for (path, fields, done) in [
        ("/admin/users/import/run", &run[..], 200),
        ("/admin/users/2", &fields, 303),
        ("/admin/users/action", &delete, 200),
        ("/admin/users/new", &add, 303),
        ("/admin/users/export", &[], 200),
    ] {
        let send = async |password: Option<&str>| {
            let mut sent = fields.to_vec();
            sent.extend(password.map(|password| ("own_password", password)));
            desk.form(path).form(&sent).send().await.unwrap()
        };
        let asked = send(None).await;
        assert_eq!(asked.status(), 403, "{path}");
        let page = asked.text().await.unwrap();
        assert!(page.contains("<h1>Enter Your Password</h1>"), "{page}");
        for (name, value) in fields {
            let value = value.replace('"', "&quot;").replace('<', "&lt;");
            let field = format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
            assert!(page.contains(&field), "{field} in {page}");
        }
        let wrong = send(Some("not the password")).await;
        assert_eq!(wrong.status(), 422, "{path}");
        let page = wrong.text().await.unwrap();
        assert!(page.contains("This is not your password."), "{page}");
        assert!(!page.contains("not the password"), "{page}");
        assert_eq!(send(Some("")).await.status(), 422, "{path}");
        assert_eq!(send(Some(PASSWORD)).await.status(), done, "{path}");
        // For a while it is not asked for again.
        assert_ne!(send(None).await.status(), 403, "{path}");
        portal.manual.advance(Duration::minutes(15));
    }
    let roles = "SELECT count(*) FROM users WHERE role = 'administrator'";
    assert_eq!(database.number(roles).await, 3);
    let others = "SELECT count(*) FROM users WHERE login_name IN ('gone', 'ren')";
    assert_eq!(
        database.number(others).await,
        1,
        "gone is deleted, ren is there"
    );
}

#[tokio::test]
async fn guesses_of_ones_own_password_lock_as_guesses_at_the_login_screen_do() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let desk = desk(&portal).await;
    portal.manual.advance(Duration::minutes(15));
    let wrong = [("own_password", "not the password")];
    for _ in 0..9 {
        let (status, _) = text(desk.form("/admin/users/export").form(&wrong)).await;
        assert_eq!(status, 422);
    }
    let answer = desk
        .form("/admin/users/export")
        .form(&wrong)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 429);
    assert_eq!(header(&answer, "retry-after"), "180");
    let right = [("own_password", PASSWORD)];
    let (status, page) = text(desk.form("/admin/users/export").form(&right)).await;
    assert_eq!(status, 429, "{page}");
    // Whoever is no administrator becomes none by a password.
    let user = portal.browser();
    user.log_in("mika", PASSWORD).await;
    let (status, _) = text(user.form("/admin/users/export").form(&right)).await;
    assert_eq!(status, 403);
}

#[tokio::test]
async fn an_export_is_a_file_that_nobody_keeps() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    database.add_users(0..2500).await;
    let desk = desk(&portal).await;
    let answer = desk.form("/admin/users/export").send().await.unwrap();
    assert_eq!(header(&answer, "content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        header(&answer, "content-disposition"),
        "attachment; filename=\"users.csv\""
    );
    assert!(header(&answer, "cache-control").contains("no-store"));
    let file = answer.text().await.unwrap();
    assert_eq!(file.lines().count(), 2504);
    assert!(
        file.contains("mika,mika,*,*,mika@example.test,auto,user,active,no\n"),
        "{file}"
    );
    assert!(!file.contains("argon2"));
}

#[tokio::test]
async fn the_second_of_two_who_save_sees_what_differs_and_loses_nothing() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let desk = desk(&portal).await;
    let save = async |version: &str, name: &str, email: &str| {
        let fields = [
            ("id", "2"),
            ("version", version),
            ("login_name", "mika"),
            ("display_name", name),
            ("email", email),
            ("language", "ja"),
            ("role", "user"),
            ("status", "active"),
        ];
        text(desk.form("/admin/users/2").form(&fields)).await
    };
    assert_eq!(save("1", "Mika One", "mika@example.test").await.0, 303);
    let (status, page) = save("1", "Mika Two", "two@example.test").await;
    assert_eq!(status, 409);
    assert!(
        page.contains("Somebody changed this user meanwhile."),
        "{page}"
    );
    for said in [
        "<bdi>Mika One</bdi>",
        "<bdi>Mika Two</bdi>",
        "<bdi>two@example.test</bdi>",
        "name=\"version\" value=\"2\"",
        "value=\"Mika Two\"",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    // What both entered alike is no difference.
    assert!(!page.contains("<bdi>日本語</bdi>"), "{page}");
    // A mistake in between does not hide that somebody was faster.
    let (status, page) = save("1", "Mika Two", "nowhere").await;
    assert_eq!(status, 422);
    assert!(page.contains("name=\"version\" value=\"1\""), "{page}");
    assert!(page.contains("value=\"nowhere\""), "{page}");
    assert_eq!(save("2", "Mika Two", "two@example.test").await.0, 303);
}

#[tokio::test]
async fn no_password_is_set_at_a_screen_that_was_left_open() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::with_people(&database, &Wishes::default()).await;
    let desk = desk(&portal).await;
    portal.manual.advance(Duration::minutes(15));
    // Not even one's own: else a stranger would have the account with a few clicks.
    let own = "/admin/users/1/password";
    let new = [("id", "1"), ("password", "nine patient lighthouses")];
    let (status, page) = text(desk.form(own).form(&new)).await;
    assert_eq!(status, 403);
    assert!(page.contains("<h1>Enter Your Password</h1>"), "{page}");
    assert!(!page.contains("lighthouses"), "{page}");
    let page = desk.get(own).await.text().await.unwrap();
    assert!(page.contains("<h1>Enter Your Password</h1>"), "{page}");
    // Nor that of a user, nor the logo.
    let users = desk.get("/admin/users/2/password").await;
    let page = users.text().await.unwrap();
    assert!(page.contains("<h1>Enter Your Password</h1>"), "{page}");
    let logo = desk.upload("/admin/settings/logo", &[], b"picture");
    let (status, page) = text(logo).await;
    assert_eq!(status, 403);
    assert!(page.contains("<h1>Enter Your Password</h1>"), "{page}");
    let page = desk.get("/admin/settings").await.text().await.unwrap();
    assert!(
        !page.contains("type=\"file\""),
        "it is asked for first: {page}"
    );
    let wrong = [("own_password", "not the password")];
    assert_eq!(text(desk.form(own).form(&wrong)).await.0, 422);
    let right = [("own_password", PASSWORD)];
    let answer = desk.form(own).form(&right).send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), header(&answer, "location")),
        (303, own)
    );
    let page = desk.get(own).await.text().await.unwrap();
    assert!(page.contains("<h1>Change Password</h1>"), "{page}");
    assert_eq!(text(desk.form(own).form(&new)).await.0, 303);
}
